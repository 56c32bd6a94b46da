// The Live view: orders a second, answer times, and the steps of the orders that were placed on this page.

import { $, duration, h, say, show } from './dom.js';
import { get, pause } from './api.js';
import { chart } from './chart.js';
import { problem } from './problem.js';
import { journeys, place, sampleOrder } from './orders.js';

const SECONDS = 60;
const SHOWN_JOURNEYS = 40;

async function refresh() {
  draw((await get('/local/traffic')).json);
}

function draw({ now, seconds, records }) {
  const bySecond = new Map(seconds.map((one) => [one.second, one]));
  // The current second is not over yet.
  const past = Array.from({ length: SECONDS }, (_, i) => bySecond.get(now - SECONDS + i));
  showTiles(past, records);
  showOrders(past);
  showAnswers(past);
  showJourneys();
}

const sum = (values) => values.reduce((all, one) => all + one, 0);

function showTiles(past, records) {
  const recent = past.slice(-10);
  const orders = sum(recent.map((one) => one?.orders ?? 0));
  const errors = sum(past.map((one) => (one?.post.errors ?? 0) + (one?.get.errors ?? 0)));
  const newest = journeys.find((journey) => journey.archived !== undefined);
  const tiles = [
    ['Orders a second', (orders / 10).toFixed(1), 'over the last 10 seconds'],
    ['Errors of the stack', errors, 'answers with 5xx in the last minute'],
    ['Orders read by the job', records.orders,
      `since its last start. Events: ${records.events}, duplicates: ${records.duplicates}, rejected: ${records.rejected}`],
    ['Newest invoice', newest ? duration(newest.archived) : '–', 'after its order was placed here'],
  ];
  show($('#tiles'), tiles.map(([name, value, about]) => h('div', {},
    h('dt', {}, name), h('dd', {}, value), h('dd', {}, about))));
}

function showOrders(past) {
  const orders = past.map((one) => one?.orders ?? 0);
  chart($('#orders-chart'), {
    series: [{ name: 'orders', style: 'first', blocks: true, values: orders }],
    format: (value) => String(Math.round(value * 10) / 10),
    ends: ['a minute ago', 'now'],
    least: 2,
    summary: `${sum(orders)} orders in the last minute, at most ${Math.max(...orders)} in a second`,
  });
}

function showAnswers(past) {
  const of = (method, member) => past.map((one) => one?.[method]?.[member]);
  const series = [
    { name: 'POST, median', style: 'first', values: of('post', 'median') },
    { name: 'POST, 99 %', style: 'first dashed', values: of('post', 'p99') },
    { name: 'GET, median', style: 'second', values: of('get', 'median') },
    { name: 'GET, 99 %', style: 'second dashed', values: of('get', 'p99') },
  ];
  const worst = Math.max(0, ...series.flatMap((one) => one.values.filter((value) => value !== undefined)));
  chart($('#answers-chart'), {
    series,
    format: duration,
    ends: ['a minute ago', 'now'],
    least: 20,
    summary: `Answer times in the last minute; the highest 99 % quantile is ${duration(worst)}`,
  });
}

function showJourneys() {
  const last = journeys.slice(0, SHOWN_JOURNEYS).reverse();
  const archived = last.findLast((one) => one.archived !== undefined);
  const padded = [...new Array(SHOWN_JOURNEYS - last.length), ...last];
  const between = (from, to) => padded.map((one) => one?.[to] && one[to] - (from ? one[from] : 0));
  chart($('#journeys-chart'), {
    series: [
      { name: 'until accepted', style: 'first', blocks: true, values: between('', 'accepted') },
      { name: 'until readable', style: 'second', blocks: true, values: between('accepted', 'readable') },
      { name: 'until archived', style: 'third', blocks: true, values: between('readable', 'archived') },
    ],
    format: (value) => `${(value / 1000).toFixed(1)} s`,
    ends: [`${SHOWN_JOURNEYS} orders ago`, 'newest'],
    least: 1000,
    summary: archived
      ? `The newest archived order was archived ${duration(archived.archived)} after it was placed`
      : 'No order that was placed on this page is archived yet',
  });
}

/** Identifies the current run of placeSteadily; undefined if no orders are being placed. */
let running;

/**
 * Places an order every second, as long as the run is the current one. Waits for each answer before it places the next
 * order: two equal orders that wait for an answer would have the same idempotency key, so they would be one order.
 */
async function placeSteadily(run) {
  while (run === running) {
    const second = pause(1000);
    try {
      await place(sampleOrder());
      show($('#live-problem'));
    } catch (error) {
      if (run === running) {
        steady(false);
      }
      show($('#live-problem'), problem(error));
    }
    await second;
  }
}

function steady(on) {
  running = on ? {} : undefined;
  $('#steady').setAttribute('aria-pressed', String(on));
  $('#steady').textContent = on ? 'Stop placing orders' : 'Place an order every second';
  $('#placing').hidden = !on;
  say(on ? 'An order is placed every second.' : 'No more orders are placed.');
  if (on) {
    placeSteadily(running);
  }
}

$('#steady').addEventListener('click', () => steady(running === undefined));
$('#stop-placing').addEventListener('click', () => {
  steady(false);
  $('#main').focus({ preventScroll: true });
});

export const view = {
  title: 'Live',
  seconds: 1,
  open() {
    // Draws empty charts, so that nothing moves when the first answer arrives.
    if (!$('#tiles').hasChildNodes()) {
      draw({ now: 0, seconds: [], records: { orders: 0, events: 0, duplicates: 0, rejected: 0 } });
    }
  },
  refresh,
};
