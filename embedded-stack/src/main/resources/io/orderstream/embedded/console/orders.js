// Placing an order and following it, and the orders of an account.

import { $, amount, badge, clock, duration, h, money, say, short, show, start, time, whileDisabled } from './dom.js';
import { find, get, pause, post } from './api.js';
import { invoiceNumber } from './documentnumber.js';
import { itemOf } from './item.js';
import { clearProblems, showProblems } from './problem.js';

const STEPS = ['accepted', 'readable', 'archived'];

/** The page follows an order for at most this time, in milliseconds. */
const PATIENCE = 10 * 60_000;
const MAX_JOURNEYS = 60;

/**
 * The newest orders that were placed on this page, at most MAX_JOURNEYS, the newest first. For each step that an order
 * has reached, its entry has the time of day of the step, and the milliseconds from placing the order to the step.
 */
export const journeys = [];

export const orderLink = (order) =>
  `#/order?${new URLSearchParams({ accountid: order.accountid, vendorid: order.vendorid, orderid: order.orderid })}`;

/** The order in the form, as JSON. All numbers keep the digits that were typed. */
function orderOf(form) {
  const value = (name) => form.elements[name].value.trim();
  const details = {
    coffeetype: value('coffeetype'),
    coffeesize: value('coffeesize'),
    unitprice: value('unitprice'),
    quantity: value('quantity'),
    ...(value('currency') ? { currency: value('currency') } : {}),
  };
  const more = value('more').replace(/^\{|\}$/g, '').trim();
  const date = value('orderdate');
  return `{"order":{"accountid":${JSON.stringify(value('accountid'))},"vendorid":${JSON.stringify(value('vendorid'))}`
    + (date ? `,"orderdate":${JSON.stringify(date)}` : '')
    + `,"details":${JSON.stringify(details).slice(0, -1)}${more ? `,${more}` : ''}}}}`;
}

/** The error if the field "More details" has a text that is not a JSON object; otherwise undefined. */
function moreError(form) {
  const text = form.elements.more.value.trim();
  try {
    if (text === '' || /^\{[^]*\}$/.test(text) && JSON.parse(text) !== null) {
      return undefined;
    }
  } catch {
    // It is not JSON.
  }
  return {
    title: 'The order was not sent',
    problems: [{ path: 'more', expected: 'one JSON object, such as {"milk": "oat"}', found: start(text, 40) }],
  };
}

function showError(form, error) {
  showProblems(form, $('#place-problem'), error,
    (path) => (path.startsWith('order.details') ? form.elements.more : undefined))?.focus();
}

/** Posts an order, and begins to follow the order until it is archived. If the POST fails, throws its error. */
export async function place(body) {
  const order = JSON.parse(body).order;
  const began = performance.now();
  const answer = await post('/order', body);
  const journey = { ...answer.json, order, accepted: answer.took, times: { accepted: new Date() } };
  journeys.unshift(journey);
  journeys.splice(MAX_JOURNEYS);
  showJourneys();
  follow(journey, began);
  return journey;
}

async function follow(journey, began) {
  const { accountid, vendorid, orderid } = journey;
  const steps = [['readable', '/order'], ['archived', '/invoice']];
  for (const [step, path] of steps) {
    while (journey[step] === undefined) {
      await pause(performance.now() - began < 5000 ? 200 : 1000);
      if (performance.now() - began > PATIENCE || !journeys.includes(journey)) {
        journey.error = `not ${step} after ${duration(PATIENCE)}`;
        showJourneys();
        return;
      }
      try {
        if (await find(path, { accountid, vendorid, orderid })) {
          journey[step] = performance.now() - began;
          journey.times[step] = new Date();
        }
      } catch {
        // If the stack does not answer or a token is missing, the page already says so. The loop asks again.
      }
    }
    showJourneys();
    document.dispatchEvent(new CustomEvent('step', { detail: journey }));
  }
}

function showJourneys() {
  if (!journeys.length) {
    return;
  }
  $('#none-placed').hidden = true;
  show($('#journeys'), journeys.slice(0, 8).map((journey) => {
    const { details } = journey.order;
    const waiting = STEPS.find((step) => journey[step] === undefined);
    return h('li', {},
      h('div', { class: 'what' },
        h('a', { href: orderLink(journey), 'data-key': journey.orderid }, short(journey.orderid)),
        h('span', {}, `${details.quantity} × ${details.coffeetype}`)),
      h('ol', { class: 'steps' }, STEPS.map((step) => h('li', {
        class: journey[step] !== undefined ? 'done' : journey.error && step === waiting ? 'wrong' : '',
        'data-step': step,
      },
      step[0].toUpperCase() + step.slice(1),
      h('b', {}, durationOf(journey, step, waiting)),
      journey.times[step] ? clock(journey.times[step]) : ''))));
  }));
}

function durationOf(journey, step, waiting) {
  if (journey[step] !== undefined) {
    return duration(journey[step]);
  }
  if (step !== waiting) {
    return '–';
  }
  return journey.error ? 'not yet' : '…';
}

// The list of orders that is shown. The member "pages" has the value of the parameter "next" for each page, from the
// first page (an empty value) to the page that is shown.
const list = { accountid: 'a1', vendorid: '', limit: '10', pages: [''], next: undefined, shown: '', failed: '' };

const parametersOfList = () =>
  ({ accountid: list.accountid, vendorid: list.vendorid, limit: list.limit, next: list.pages.at(-1) });

async function refresh() {
  const asked = parametersOfList();
  const isOld = () => JSON.stringify(asked) !== JSON.stringify(parametersOfList());
  try {
    const answer = await get('/orders', asked);
    if (isOld()) {
      return;
    }
    clearProblems($('#list'), $('#list-problem'));
    list.failed = '';
    if (list.shown !== answer.text) {
      list.shown = answer.text;
      list.next = answer.json.next;
      showList(answer.json.orders);
    }
  } catch (error) {
    if (isOld()) {
      return;
    }
    list.shown = '';
    showListError(error);
  }
  $('#newer').disabled = list.pages.length === 1;
  $('#older').disabled = list.next === undefined;
  $('#page-number').textContent = `Page ${list.pages.length}`;
}

/** Shows an error once. The page asks for the list every two seconds, so the same error can come again. */
function showListError(error) {
  const failed = JSON.stringify(error);
  // If the stack does not answer, the page already says so.
  if (error.status !== 0 && failed !== list.failed) {
    list.failed = failed;
    showProblems($('#list'), $('#list-problem'), error);
    show($('#list-table'));
  }
}

function showList(orders) {
  if (orders.length === 0) {
    const { accountid, vendorid } = list;
    show($('#list-table'), h('p', { class: 'empty' },
      list.pages.length > 1 ? 'There are no older orders.'
        : `No order of ${accountid}${vendorid ? ` with vendor ${vendorid}` : ''} can be read. `
          + `Check how the account ${vendorid ? 'and the vendor are' : 'is'} written, or place an order: `
          + 'it is here about a second later.'));
    return;
  }
  const rows = orders.map((order) => {
    const { currency } = order.details;
    const what = `${order.quantity} × ${start(itemOf(order.details) ?? money(order.unitprice, currency), 40)}`;
    return h('tr', {},
      h('td', {},
        h('a', { href: orderLink(order), 'data-key': order.orderid }, time(order.orderdate)),
        h('span', { class: 'under id' }, invoiceNumber(order.orderid))),
      h('td', { class: 'wordy' }, h('span', { class: 'clamp', title: order.vendorid }, order.vendorid)),
      h('td', { class: 'wordy item' }, h('span', { class: 'clamp', title: what }, what)),
      h('td', {}, badge(order.status)),
      h('td', { class: 'number total' }, amount(order.total, currency)),
      h('td', { class: 'number net' }, amount(order.net, currency)));
  });
  show($('#list-table'), h('table', {},
    h('caption', { class: 'unseen' }, `Orders of ${list.accountid}, the newest first`),
    h('thead', {}, h('tr', {},
      h('th', {}, 'Ordered, invoice number'),
      h('th', { class: 'wordy' }, 'Vendor'),
      h('th', { class: 'wordy' }, 'Item'),
      h('th', {}, 'Status'),
      h('th', { class: 'number' }, 'Total'),
      h('th', { class: 'number' }, 'Net'))),
    h('tbody', {}, rows)));
}

function listOf(accountid, vendorid = '') {
  Object.assign(list, { accountid, vendorid, pages: [''], next: undefined, shown: '' });
  const { elements } = $('#list');
  elements.accountid.value = accountid;
  elements.vendorid.value = vendorid;
  $('#find').elements.accountid.value = accountid;
  $('#place').elements.accountid.value = accountid;
}

function turn(pages) {
  Object.assign(list, { pages, next: undefined, shown: '' });
  refresh();
}

$('#list').addEventListener('submit', (event) => {
  event.preventDefault();
  const { elements } = event.target;
  list.limit = elements.limit.value;
  listOf(elements.accountid.value.trim(), elements.vendorid.value.trim());
  refresh().then(() => $('#list [aria-invalid=true]')?.focus());
});
$('#list').elements.limit.addEventListener('change', () => $('#list').requestSubmit());
// The buttons stay enabled until the answer arrives, because a disabled button would lose the focus.
$('#newer').addEventListener('click', () => list.pages.length > 1 && turn(list.pages.slice(0, -1)));
$('#older').addEventListener('click', () => list.next !== undefined && turn([...list.pages, list.next]));

$('#place').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.target;
  clearProblems(form, $('#place-problem'));
  const wrong = moreError(form);
  if (wrong) {
    showError(form, wrong);
    return;
  }
  await whileDisabled($('button', form), async () => {
    try {
      const journey = await place(orderOf(form));
      say(`The order is accepted after ${duration(journey.accepted)}.`);
      if (journey.accountid !== list.accountid) {
        listOf(journey.accountid);
      }
      turn(['']);
    } catch (error) {
      showError(form, error);
    }
  });
});

document.addEventListener('step', ({ detail: journey }) => {
  if (journey === journeys[0]) {
    const step = journey.archived === undefined ? 'readable' : 'archived';
    say(`The order is ${step} after ${duration(journey[step])}.`);
  }
});

/** A random small order, for the button of the Live view that places an order every second. */
export function sampleOrder() {
  const form = $('#place');
  const pick = (name) => {
    const { options } = form.elements[name];
    return options[Math.floor(Math.random() * options.length)].value;
  };
  return JSON.stringify({
    order: {
      accountid: form.elements.accountid.value.trim(),
      vendorid: form.elements.vendorid.value.trim(),
      details: { coffeetype: pick('coffeetype'), coffeesize: pick('coffeesize'), unitprice: '4.50',
        quantity: String(1 + Math.floor(Math.random() * 4)), currency: 'EUR' },
    },
  });
}

export const view = {
  title: 'Orders',
  seconds: 2,
  open(parameters) {
    if (parameters.get('accountid')) {
      listOf(parameters.get('accountid'), parameters.get('vendorid') ?? '');
    }
  },
  refresh,
};
