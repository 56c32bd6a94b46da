// Browsing: rejected records, the stream, the table, and the bucket.

import { $, badge, bytes, data, h, isJson, pretty, problem, problemList, short, show, time } from './dom.js';
import { get, query } from './api.js';
import { orderLink } from './orders.js';

const rowsOf = (style, rows) => h('ul', { class: `rows ${style}` }, rows);

function row(key, cells, inside) {
  return h('li', {}, h('details', { 'data-key': key, ontoggle: (event) => openRow(event.target, inside) },
    h('summary', {}, cells), h('div', { class: 'inside' })));
}

/** Makes the inside of a row when it is opened for the first time: it may be long. */
function openRow(details, inside) {
  const place = $('.inside', details);
  if (details.open && details.parentElement?.parentElement?.classList.contains('rows') && !place.hasChildNodes()) {
    show(place, inside());
  }
}

const span = (text, style = '') => h('span', { class: style }, text);
const empty = (text) => h('p', { class: 'empty' }, text);
const note = (text) => h('p', { class: 'hint more' }, text);
const more = (text, href) => h('p', { class: 'more' }, h('a', { href }, text));

function factsOf(pairs) {
  return h('dl', { class: 'facts' }, pairs.filter(([, value]) => value !== undefined && value !== '')
    .flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}

/** A view that shows what one request answers. */
function browser(name, title, load) {
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

export const rejected = browser('rejected', 'Rejected records', async () => {
  const { json } = await get('/local/rejected');
  if (json.records.length === 0) {
    return json.more
      ? more('The rejected records are too large to be shown here. Look at their files.', '#/archive?prefix=rejected/')
      : empty('No record was rejected yet.');
  }
  const rows = json.records.map((record) => row(record.id,
    [h('span', {}, time(record.receivedat)), badge(record.reason, 'bad'), span(summary(record), 'cut'),
      span(shardName(record.shardid), 'quiet'), span(bytes(record.bytes), 'number quiet')],
    () => [
      h('h2', {}, 'Problems'),
      problemList(record.problems),
      h('h2', {}, 'Record'),
      position(record),
      data(record.data, record.bytes),
    ]));
  return [
    rowsOf('five', rows),
    json.more ? note(`More records were rejected than the ${rows.length} that are shown.`) : null,
  ];
});

function summary(record) {
  const [first] = record.problems;
  return first ? `${first.path}: found ${first.found}` : '';
}

const shardName = (id) => id.replace(/^shardId-0*(?=\d)/, 'shard ');

const position = (record) => factsOf([
  ['Shard', h('span', { class: 'id' }, record.shardid)],
  ['Sequence number', h('span', { class: 'id' }, record.sequencenumber)],
  ['Partition key', h('span', { class: 'id' }, record.partitionkey)],
  ['Bytes', record.bytes],
]);

export const stream = browser('stream', 'Stream', async (section, parameters) => {
  const shardid = parameters.get('shardid');
  const { json } = await get('/local/stream', { shardid, after: parameters.get('after') });
  const select = section.querySelector('select');
  show(select, h('option', { value: '' }, `all ${json.shards.length}`),
    json.shards.map((shard) => h('option', { value: shard.shardid }, shard.shardid + (shard.open ? '' : ' (closed)'))));
  select.value = shardid ?? '';
  if (json.records.length === 0) {
    return empty('There is no record yet.');
  }
  const rows = json.records.map((record) => row(record.shardid + record.sequencenumber,
    [h('span', {}, time(record.arrivedat)), span(shardName(record.shardid)), span(record.partitionkey, 'cut id'),
      h('span', {}, short(record.sequencenumber)), span(bytes(record.bytes), 'number quiet')],
    () => [position(record), data(record.data, record.bytes)]));
  return [
    rowsOf('five', rows),
    json.next ? more('Older records', `#/stream${query({ shardid, after: json.next })}`) : null,
    json.more ? note(json.more) : null,
  ];
});

$('#stream select').addEventListener('change', (event) => event.target.form.requestSubmit());

export const table = browser('table', 'Table', async (section, parameters) => {
  const accountid = parameters.get('accountid');
  const { json } = await get('/local/table', { accountid, after: parameters.get('after') });
  const rows = json.items.map((item) => {
    const value = (name) => item.find((one) => one.name === name)?.value ?? '';
    const amount = value('total') || value('amount');
    // An event has the vendor only in its key.
    const [vendorid] = value('vendorid_orderid').split('#');
    const order = { accountid: value('accountid'), vendorid, orderid: value('orderid') };
    return row(value('accountid') + value('vendorid_orderid'),
      [h('span', {}, time(value('receivedat'))), badge(value('type') || 'order', value('type') ? 'plain' : ''),
        h('span', { class: 'cut' }, `${value('accountid')}, ${vendorid}, `, short(value('orderid'))),
        h('span', { class: 'number', title: amount }, amount)],
      () => [
        factsOf(item.map((one) => [
          h('code', {}, one.name),
          h('span', {}, one.value + (one.cut ? '…' : ''), span(` ${one.type}`, 'hint')),
        ])),
        h('a', { href: orderLink(order) }, 'Open the order'),
      ]);
  });
  return [
    rows.length === 0 ? empty('There is no item here.') : rowsOf('four', rows),
    json.next ? more('More items', `#/table${query({ accountid, after: json.next })}`) : null,
  ];
});

export const archive = browser('archive', 'Archive', async (section, parameters) => {
  const file = parameters.get('file');
  const prefix = file ? file.replace(/[^/]*$/, '') : parameters.get('prefix') ?? '';
  show($('.crumbs', section), crumbs(prefix, file));
  if (file) {
    const { json } = await get('/local/file', { key: file });
    return [
      h('p', { class: 'hint' }, json.cut ? `The first 64 KB of ${bytes(json.bytes)}.` : bytes(json.bytes)),
      lines(json.text, file),
    ];
  }
  const { json } = await get('/local/archive', { prefix, after: parameters.get('after') });
  const rows = [
    ...json.folders.map((folder) => h('li', { class: 'row' },
      h('a', { href: `#/archive${query({ prefix: folder })}`, 'data-key': folder }, folder.slice(prefix.length)))),
    ...json.files.map((one) => h('li', { class: 'row' },
      h('a', { href: `#/archive${query({ file: one.key })}`, 'data-key': one.key, class: 'cut' },
        one.key.slice(prefix.length)),
      h('span', { class: 'quiet' }, time(one.modifiedat)), span(bytes(one.bytes), 'number quiet'))),
  ];
  return [
    rows.length === 0
      ? empty('There is no file here yet. The first ones appear with a checkpoint.')
      : rowsOf('three', rows),
    json.next ? more('More files', `#/archive${query({ prefix, after: json.next })}`) : null,
  ];
});

function crumbs(prefix, file) {
  const parts = prefix.split('/').filter(Boolean);
  const steps = parts.map((part, i) => [part, `${parts.slice(0, i + 1).join('/')}/`]);
  const links = [['bucket', ''], ...steps].flatMap(([name, target], i, all) => [
    i < all.length - 1 || file ? h('a', { href: `#/archive${query({ prefix: target })}` }, name) : h('span', {}, name),
    i < all.length - 1 || file ? h('span', { 'aria-hidden': 'true' }, '/') : null,
  ]);
  return [...links, file ? h('span', { class: 'id' }, file.slice(prefix.length)) : null];
}

/** JSON Lines are indented line by line. Other files are shown as they are. */
function lines(text, file) {
  const all = text.split('\n').filter(Boolean);
  const isLines = /\.jsonl?$/.test(file) && all.length > 0 && isJson(all[0]);
  return isLines
    ? all.map((line) => h('pre', { tabindex: 0, 'aria-label': 'Line of the file' }, isJson(line) ? pretty(line) : line))
    : h('pre', { tabindex: 0, 'aria-label': 'Content of the file' }, text);
}
