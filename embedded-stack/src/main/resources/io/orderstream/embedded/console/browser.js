// What the views of the stream, the table, the archive and the rejected records share.

import { $, h, show } from './dom.js';
import { query } from './api.js';
import { problem } from './problem.js';

/**
 * A list whose columns have heads.
 *
 * columns: [head, style of the cells] for each column. rows: {key, cells, inside} for each row. If a row has the
 * function "inside", the row can be opened, and the function returns what the open row shows. For screen readers, each
 * cell has its head. In a narrow window, the cells from the third on show their heads.
 */
export function rowsOf(style, columns, rows) {
  const cellsOf = (cells) => cells.map((cell, i) => h('span', { class: columns[i][1] ?? '' },
    h('span', { class: 'head' }, `${columns[i][0]} `), cell));
  return h('div', { class: `list ${style}` },
    h('div', { class: 'heads', 'aria-hidden': 'true' },
      columns.map(([head, look = '']) => h('span', { class: look }, head))),
    h('ul', { class: 'rows' }, rows.map(({ key, cells, inside }) => h('li', {}, inside
      ? h('details', { 'data-key': key, ontoggle: (event) => openRow(event.target, inside) },
        h('summary', {}, cellsOf(cells)), h('div', { class: 'inside' }))
      : h('div', { class: 'row' }, cellsOf(cells))))));
}

/** Fills a row when it is opened for the first time, because its content may be long. */
function openRow(details, inside) {
  const place = $('.inside', details);
  if (details.open && details.parentElement?.parentElement?.classList.contains('rows') && !place.hasChildNodes()) {
    show(place, inside());
  }
}

export const span = (text, style = '') => h('span', { class: style }, text);
export const empty = (...words) => h('p', { class: 'empty' }, words);
export const note = (...words) => h('p', { class: 'hint more' }, words);
export const more = (text, href) => h('p', { class: 'more' }, h('a', { href }, text));

export function factsOf(pairs) {
  return h('dl', { class: 'facts' }, pairs.filter(([, value]) => value !== undefined && value !== '')
    .flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}

/**
 * A view that shows the answer to one request. The function "load" gets the view's section, the parameters, and a
 * function that says whether this request is still the newest.
 */
export function browser(name, title, load) {
  const section = $(`#${name}`);
  const content = $('.content', section);
  let parameters = new URLSearchParams();
  const refresh = async () => {
    // Each refresh replaces the parameters with a new copy. If the parameters are still this copy when the answer
    // comes, no other refresh has begun, and the answer is shown.
    parameters = new URLSearchParams(parameters);
    const asked = parameters;
    let inside;
    try {
      inside = await load(section, asked, () => asked === parameters);
    } catch (error) {
      inside = problem(error);
    }
    if (asked === parameters) {
      const hadFocus = content.contains(document.activeElement);
      show(content, inside);
      if (hadFocus && !content.contains(document.activeElement)) {
        // The element that had the focus is gone, for example a link to the next page.
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
