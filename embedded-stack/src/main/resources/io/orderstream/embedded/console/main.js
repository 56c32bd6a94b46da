// The views and the header. The part of the address after # names the view and its parameters, as in
// #/orders?accountid=a1.

import { $, zone } from './dom.js';
import { useToken } from './api.js';
import { view as orders } from './orders.js';
import { view as order } from './order.js';
import { view as live } from './live.js';
import './find.js';
import { archive } from './archive.js';
import { rejected } from './rejected.js';
import { stream } from './stream.js';
import { table } from './table.js';
import { view as api } from './openapi.js';
import { forgetJob, refreshJob } from './job.js';

const VIEWS = { orders, order, live, rejected, stream, table, archive, api };

let current;
let timer;
// Identifies the newest call of open(). While this call fills a view, the section of the view has aria-busy.
let opening;

/**
 * Refreshes the view. A view with the member "seconds" is refreshed again after that many seconds, as long as it is the
 * current view. Does not refresh while the page is hidden.
 */
async function run(view) {
  clearTimeout(timer);
  if (!document.hidden) {
    await view.refresh().catch((error) => console.warn(error));
  }
  if (view === current && view.seconds) {
    clearTimeout(timer);
    timer = setTimeout(() => run(view), view.seconds * 1000);
  }
}

function open(isFirst) {
  const [, name = 'orders', text = ''] = /^#\/(\w+)(?:\?(.*))?$/.exec(location.hash) ?? [];
  const chosen = Object.hasOwn(VIEWS, name) ? name : 'orders';
  const view = VIEWS[chosen];
  for (const section of document.querySelectorAll('main > section')) {
    section.hidden = section.id !== chosen;
  }
  for (const link of document.querySelectorAll('header nav a')) {
    const target = chosen === 'order' ? 'orders' : chosen;
    if (link.hash === `#/${target}`) {
      link.setAttribute('aria-current', 'page');
      link.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    } else {
      link.removeAttribute('aria-current');
    }
  }
  document.title = `${view.title} – Orderstream console`;
  const isOther = view !== current;
  current = view;
  view.open(new URLSearchParams(text));
  if (!isFirst && isOther) {
    $('#main').focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }
  const section = $(`#${chosen}`);
  const mine = {};
  opening = mine;
  section.setAttribute('aria-busy', 'true');
  run(view).then(() => opening === mine && section.setAttribute('aria-busy', 'false'));
}

async function watchJob() {
  if (!document.hidden) {
    await refreshJob().catch((error) => {
      console.warn(error);
      forgetJob();
    });
  }
  setTimeout(watchJob, 1000);
}

document.addEventListener('lost', ({ detail }) => {
  $('#lost').hidden = !detail;
  if (detail) {
    forgetJob();
  }
});
document.addEventListener('token', ({ detail }) => {
  $('#why').textContent = detail.wasRefused
    ? 'The API refuses the token: it is wrong, or it has expired. Get a new one from its issuer.'
    : 'This API needs a token. Get one from its issuer.';
  $('#sign-in').hidden = false;
});
document.addEventListener('visibilitychange', () => !document.hidden && run(current));
$('#sign-in').addEventListener('submit', (event) => {
  event.preventDefault();
  useToken(event.target.elements.token.value);
  event.target.hidden = true;
  run(current);
});
window.addEventListener('hashchange', () => open(false));
$('.skip').addEventListener('click', (event) => {
  // Following the link would put #main into the address, but the part after # names the view.
  event.preventDefault();
  $('#main').focus();
});

$('#zone').textContent = zone();
$('#at-zone').textContent = zone();
open(true);
watchJob();
