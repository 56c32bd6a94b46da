// What the views of the stream, the table, the archive and the rejected records share.

import { $, h, problem, show } from './dom.js';
import { query } from './api.js';

export const rowsOf = (style, rows) => h('ul', { class: `rows ${style}` }, rows);

export function row(key, cells, inside) {
  return h('li', {}, h('details', { 'data-key': key, ontoggle: (event) => openRow(event.target, inside) },
    h('summary', {}, cells), h('div', { class: 'inside' })));
}

/** Fills a row when it is opened for the first time, because its content may be long. */
function openRow(details, inside) {
  const place = $('.inside', details);
  if (details.open && details.parentElement?.parentElement?.classList.contains('rows') && !place.hasChildNodes()) {
    show(place, inside());
  }
}

export const span = (text, style = '') => h('span', { class: style }, text);
export const empty = (text) => h('p', { class: 'empty' }, text);
export const note = (text) => h('p', { class: 'hint more' }, text);
export const more = (text, href) => h('p', { class: 'more' }, h('a', { href }, text));

export function factsOf(pairs) {
  return h('dl', { class: 'facts' }, pairs.filter(([, value]) => value !== undefined && value !== '')
    .flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}

/** A view that shows the answer to one request. */
export function browser(name, title, load) {
  const section = $(`#${name}`);
  const content = $('.content', section);
  let parameters = new URLSearchParams();
  const refresh = async () => {
    const asked = parameters;
    section.setAttribute('aria-busy', 'true');
    let inside;
    try {
      inside = await load(section, asked);
    } catch (error) {
      inside = problem(error);
    }
    if (asked === parameters) {
      section.setAttribute('aria-busy', 'false');
      const hadFocus = content.contains(document.activeElement);
      show(content, inside);
      if (hadFocus && !content.contains(document.activeElement)) {
        // The link to this page is gone.
        $('#main').focus({ preventScroll: true });
        window.scrollTo(0, 0);
      }
    }
  };
  $('.refresh', section).addEventListener('click', refresh);
  const form = $('form', section);
  form?.addEventListener('submit', (event) => {
    event.preventDefault();
    location.hash = `#/${name}${query(Object.fromEntries(new FormData(form)))}`;
  });
  return {
    title,
    open(opened) {
      parameters = opened;
      for (const field of form?.elements ?? []) {
        if (field.name && field.tagName === 'INPUT') {
          field.value = opened.get(field.name) ?? '';
        }
      }
    },
    refresh,
  };
}
