// The view of one order: its state now or at a time, its history, its documents, and the form that sends an event.

import { $, amount, badge, clock, h, money, pretty, say, short, show, time, whileDisabled } from './dom.js';
import { find, get, hasToken, post, query } from './api.js';
import { creditNoteNumber, invoiceNumber } from './documentnumber.js';
import { isDecimal, isMore, minus } from './decimal.js';
import { itemOf } from './item.js';
import { journeys } from './orders.js';
import { clearProblems, problem, showProblems } from './problem.js';

const DONE = { cancelled: 'Cancelled', fulfilled: 'Fulfilled', refunded: 'Refunded' };
// The types that the form may choose by itself. It chooses the first one that would have an effect, and never cancels.
const CHOICES = ['fulfilled', 'refunded'];
const ACTIONS = { cancelled: 'Cancel the order', fulfilled: 'Fulfil the order', refunded: 'Refund the amount' };
const FORMATS = ['html', 'pdf', 'json'];
const NO_SUCH_ORDER = {
  title: 'No such order',
  detail: 'There is no such order, or it cannot be read yet.',
  next: 'Check account, vendor and id. An order can be read about a second after it is accepted.',
  type: 'urn:orderstream:problem:no-such-order',
};

/** At most this many events of an order count: the first ones. */
const MAX_EVENTS = 1000;

/** The words that explain the net amount. */
const NET = 'The total less what is refunded; 0 if the order is cancelled';

let id = {};
let opened = '';
let at = '';
let shown = '';
let order;
let events = [];
let archived = false;
// Events that this page sent and that cannot be read yet.
let sent = [];
// Whether the user has begun to fill in the form of an event.
let isWriting = false;

async function refresh() {
  const asked = { id, at };
  const isOld = () => asked.id !== id || asked.at !== at;
  try {
    const history = await find('/order/events', id);
    const then = at && history ? await find('/order', { ...id, at }) : history;
    const hasInvoice = archived || (history && await find('/invoice', id) !== undefined);
    if (!isOld()) {
      showMissing(history === undefined);
      if (history) {
        archived = hasInvoice;
        showAll(history, then);
      }
    }
  } catch (error) {
    // If the stack does not answer, the page already says so.
    if (!isOld() && error.status !== 0) {
      show($('#order-problem'), problem(error));
    }
  }
}

/**
 * Shows why the order cannot be read, or removes this message when the order can be read. An order that was placed on
 * this page exists, even if it cannot be read yet.
 */
function showMissing(isMissing) {
  const journey = journeys.find((one) =>
    one.orderid === id.orderid && one.accountid === id.accountid && one.vendorid === id.vendorid && !one.error);
  const text = !isMissing ? null : !journey ? problem(NO_SUCH_ORDER)
    : h('p', { class: 'problem calm' }, `Accepted at ${clock(journey.times.accepted)}, not readable yet. `
      + 'This page looks again every second.');
  // Without this check, screen readers would announce the same text again.
  if ($('#order-problem').textContent !== (text?.textContent ?? '')) {
    show($('#order-problem'), text);
  }
}

/** Shows the history as it is now, and the state now or at the chosen time. */
function showAll(history, then) {
  events = history.json.events;
  sent = sent.filter((one) => !events.some((event) => event.eventid === one.eventid));
  const signature = [history.text, at, then?.text, archived, sent.length].join('\n');
  if (signature === shown) {
    return;
  }
  shown = signature;
  order = history.json.order;
  $('#order-body').hidden = false;
  $('#if-version').textContent = order.version;
  showFacts(then?.json.order);
  showHistory();
  showDocuments();
  showEventForm();
  show($('#order-json'), pretty(then?.text ?? '{}'));
}

function showFacts(state) {
  show($('#state-title'), at ? ['State at ', time(at)] : 'State');
  $('#past').hidden = at === '';
  if (!state) {
    show($('#order-status'), badge('not yet there'));
    show($('#facts'), h('dt', {}, 'At that time'), h('dd', {}, 'The order had not arrived on the stream.'));
    return;
  }
  const { currency } = state.details;
  const facts = [
    ['Order', h('span', { class: 'id' }, state.orderid)],
    ['Invoice number', h('span', { class: 'id' }, invoiceNumber(state.orderid))],
    ['Account', h('a', { href: `#/orders${query({ accountid: state.accountid })}` }, state.accountid)],
    ['Vendor', state.vendorid],
    ['Item', itemOf(state.details)],
    ['Ordered', time(state.orderdate)],
    ['Received', time(state.receivedat)],
    ['Price', [`${state.quantity} × `, amount(state.unitprice, currency)]],
    ['Total', h('b', {}, amount(state.total, currency))],
    ['Refunded', amount(state.refunded, currency)],
    ['Net', [h('b', {}, amount(state.net, currency)), h('span', { class: 'under' }, NET)]],
    ['Version', state.version + (state.moreevents ? ' (the order has more than 1,000 events)' : '')],
  ];
  show($('#order-status'), badge(state.status));
  show($('#facts'), facts.filter(([, value]) => value !== undefined)
    .flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}

function showHistory() {
  let version = 0;
  const entries = events.map((event) => {
    version += event.effect ? 1 : 0;
    const own = [
      event.amount && amount(event.amount, order.details.currency),
      event.reason && `“${event.reason}”`,
      event.reference && `reference “${event.reference}”`,
    ].filter(Boolean).flatMap((one, i) => (i > 0 ? [', ', one] : [one]));
    return entry(DONE[event.type] ?? event.type, event.receivedat, event.eventid, event.effect, [
      own.length > 0 ? h('p', {}, own) : null,
      h('p', { class: 'hint' }, event.effect ? `Version ${version}` : `Because ${event.because}`),
    ]);
  });
  const pending = sent.map((event) => h('li', { class: 'idle' },
    h('div', { class: 'headline' }, h('b', {}, DONE[event.type])),
    h('p', { class: 'hint' }, 'Accepted, not readable yet')));
  const placed = entry('Placed', order.receivedat, order.orderid, true, [h('p', { class: 'hint' }, 'Version 0')]);
  show($('#history'), placed, entries, pending);
}

function entry(what, receivedat, key, effect, inside) {
  const later = at !== '' && Date.parse(receivedat) > Date.parse(at);
  return h('li', { class: `${effect ? '' : 'idle'} ${later ? 'later' : ''}` },
    h('div', { class: 'headline' },
      h('b', {}, what),
      effect ? null : badge('no effect'),
      later ? badge('later') : null,
      h('button', {
        type: 'button',
        class: 'small',
        'data-key': `at-${key}`,
        'aria-label': `Show this state: ${what.toLowerCase()}`,
        onclick: () => goTo(receivedat),
      }, 'Show this state')),
    h('p', { class: 'hint' }, time(receivedat)),
    inside);
}

function showDocuments() {
  const credited = order.status === 'cancelled' || order.refunded !== '0';
  show($('#documents'),
    archived
      ? documentLinks('Invoice', invoiceNumber(order.orderid), {})
      : h('p', { class: 'hint' }, `The invoice ${invoiceNumber(order.orderid)} exists after the next checkpoint.`),
    credited
      ? documentLinks('Credit note', creditNoteNumber(order.orderid, order.version), { document: 'creditnote' })
      : h('p', { class: 'hint' }, 'A credit note exists when the order is cancelled or refunded.'));
}

function documentLinks(name, number, parameters) {
  return h('p', { class: 'document' }, h('span', {}, name), h('span', { class: 'id' }, number), FORMATS.map((format) => {
    const asked = { ...id, ...parameters, format, download: 'false' };
    return h('a', {
      class: 'outside',
      href: `/invoice${query({ ...asked, redirect: 'true' })}`,
      target: '_blank',
      rel: 'noopener noreferrer',
      'data-key': `${name} ${format}`,
      'aria-label': `${name} ${number} as ${format.toUpperCase()}`,
      onclick: (event) => hasToken() && openWithToken(event, asked),
    }, format.toUpperCase());
  }));
}

/** Opens a document in a new tab. A link cannot send a token, so this function first asks the API for the URL. */
async function openWithToken(event, asked) {
  event.preventDefault();
  show($('#documents-problem'));
  const tab = window.open('', '_blank');
  if (!tab) {
    show($('#documents-problem'), problem({
      title: 'The browser blocked the new tab',
      next: 'Allow this page to open pop-ups, and try again.',
    }));
    return;
  }
  tab.opener = null;
  const clicked = id;
  try {
    tab.location = (await get('/invoice', asked)).json.url;
  } catch (error) {
    tab.close();
    if (clicked === id) {
      show($('#documents-problem'), problem(error));
    }
  }
}

/** Why no event of this type can have an effect now; empty if one can. */
function whyIdle(type) {
  if (events.length >= MAX_EVENTS) {
    return 'only the first 1,000 events of an order count';
  }
  if (type === 'refunded') {
    return order.refunded === order.total ? 'the whole total is refunded' : '';
  }
  return order.status === 'placed' ? '' : `the order is ${order.status}`;
}

/**
 * Marks each type whose event would have no effect. If the chosen type is one of these, chooses another, but not while
 * the user fills in the form.
 */
function showEventForm() {
  const { elements } = $('#event');
  if (!isWriting && whyIdle(elements.type.value)) {
    elements.type.value = CHOICES.find((type) => !whyIdle(type)) ?? elements.type.value;
  }
  for (const field of elements.type) {
    $('span', field.closest('label')).textContent = whyIdle(field.value) ? ' (no effect)' : '';
  }
  showHint();
}

function showHint() {
  const { elements } = $('#event');
  const type = elements.type.value;
  const left = minus(order.total, order.refunded);
  const typed = elements.amount.value.trim();
  const isTooMuch = type === 'refunded' && isDecimal(typed) && isMore(typed, left);
  const most = money(left, order.details.currency);
  const idle = whyIdle(type) || (isTooMuch ? `only ${most} is left to refund` : '');
  $('#event-hint').textContent = idle
    ? `The event will be accepted but have no effect, since ${idle}.`
    : { cancelled: 'A credit note will cover the whole total. A cancelled order cannot be fulfilled.',
      fulfilled: 'A fulfilled order cannot be cancelled.',
      refunded: `${most} is left to refund.` }[type];
  $('#event button').textContent = ACTIONS[type];
  for (const part of document.querySelectorAll('#event [data-for]')) {
    const hadFocus = part.contains(document.activeElement);
    part.hidden = !part.dataset.for.split(' ').includes(type);
    if (hadFocus && part.hidden) {
      $('#event [name=type]:checked').focus();
    }
  }
}

/** Shows the state at this time, or the state now if the time is empty. */
function goTo(time) {
  at = time;
  const field = $('#at').elements.at;
  if (at) {
    const date = new Date(at);
    const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
    field.value = local.toISOString().slice(0, -1);
  } else {
    field.value = '';
  }
  say(at ? `The state at ${new Date(at).toLocaleString('en-GB')}` : 'The state now');
  refresh();
}

$('#at').addEventListener('submit', (event) => {
  event.preventDefault();
  const { value } = event.target.elements.at;
  goTo(value ? new Date(value).toISOString() : '');
});
$('#at-now').addEventListener('click', () => goTo(''));
$('#event').addEventListener('input', () => {
  isWriting = true;
  showHint();
});

$('#event').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.target;
  const { elements } = form;
  const type = elements.type.value;
  const asked = id;
  const own = { refunded: ['amount', 'reason'], cancelled: ['reason'], fulfilled: ['reference'] }[type];
  const body = { type, ...id };
  for (const name of own) {
    if (elements[name].value.trim() || name === 'amount') {
      body[name] = elements[name].value.trim();
    }
  }
  if (elements.ifversion.checked) {
    body.ifversion = order.version;
  }
  clearProblems(form, $('#event-problem'));
  if (body.amount === '') {
    showProblems(form, $('#event-problem'), {
      title: 'Enter an amount',
      problems: [{ path: 'amount', expected: 'an amount, such as 4.50', found: 'nothing' }],
    })?.focus();
    return;
  }
  await whileDisabled($('button', form), async () => {
    try {
      const answer = await post('/order/events', JSON.stringify({ event: body }));
      if (asked !== id) {
        // The page shows another order meanwhile.
        return;
      }
      sent.push({ type, eventid: answer.json.eventid });
      ['amount', 'reason', 'reference'].forEach((name) => {
        elements[name].value = '';
      });
      isWriting = false;
      goTo('');
      say('The event is accepted.');
    } catch (error) {
      if (asked === id) {
        showProblems(form, $('#event-problem'), error)?.focus();
      }
    }
  });
});

export const view = {
  title: 'Order',
  seconds: 1,
  open(parameters) {
    const asked = query(Object.fromEntries(parameters));
    if (asked !== opened) {
      opened = asked;
      id = {
        accountid: parameters.get('accountid'),
        vendorid: parameters.get('vendorid'),
        orderid: parameters.get('orderid'),
      };
      shown = '';
      order = undefined;
      archived = false;
      sent = [];
      isWriting = false;
      at = '';
      $('#at').reset();
      $('#event').reset();
      $('#order-body').hidden = true;
      show($('#order-problem'));
      show($('#documents-problem'));
      clearProblems($('#event'), $('#event-problem'));
    }
    show($('#order-title'), 'Order ', short(id.orderid));
    $('#back').href = `#/orders${query({ accountid: id.accountid })}`;
  },
  refresh,
};
