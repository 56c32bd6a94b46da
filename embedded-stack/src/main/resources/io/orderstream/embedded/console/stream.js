// The view of the stream's records.

import { $, badge, bytes, data, h, show, time } from './dom.js';
import { get, query } from './api.js';
import { browser, empty, more, note, rowsOf, span } from './browser.js';
import { position, shardNumber } from './record.js';

const COLUMNS = [
  ['Arrived'], ['Type'], ['Account', 'cut'], ['Partition key', 'cut spare'], ['Shard'], ['Size', 'number quiet'],
];

const allShards = () => h('a', { href: '#/stream' }, 'Show all shards');

export const stream = browser('stream', 'Stream', async (section, parameters, isNewest) => {
  const shardid = parameters.get('shardid');
  const { json } = await recordsOf(shardid, parameters.get('after'));
  if (isNewest()) {
    const select = section.querySelector('select');
    show(select, h('option', { value: '' }, `all ${json.shards.length} shards`), json.shards.map((shard) =>
      h('option', { value: shard.shardid }, shard.shardid + (shard.open ? '' : ' (closed)'))));
    select.value = shardid ?? '';
  }
  const isClosed = json.shards.some((shard) => shard.shardid === shardid && !shard.open);
  const rows = json.records.map((record) => ({
    key: record.shardid + record.sequencenumber,
    cells: [time(record.arrivedat), badge(record.type ?? 'unknown', record.type === 'order' ? '' : 'plain'),
      record.accountid ?? '–', span(record.partitionkey, 'id'), shardNumber(record.shardid), bytes(record.bytes)],
    inside: () => [position(record), data(record.data, record.bytes)],
  }));
  return [
    isClosed ? note('This shard is closed: it was split or merged, and other shards get the new records. ', allShards())
      : null,
    rows.length > 0 ? rowsOf('records', COLUMNS, rows)
      : parameters.get('after') ? empty('There are no older records.')
      : isClosed ? empty('The shard never had records, or they are older than the retention period of the stream.')
      : shardid ? empty('This shard has no record yet.', ' ', allShards())
      : empty('The stream has no record yet. Place an order, and press Refresh.'),
    json.next ? more('Older records', `#/stream${query({ shardid, after: json.next })}`) : null,
    json.more ? note(json.more) : null,
  ];
});

/** Gets a page of records. The browser's address may name a shard of an earlier stream. Then the stack answers 400. */
async function recordsOf(shardid, after) {
  try {
    return await get('/local/stream', { shardid, after });
  } catch (error) {
    throw error.status === 400
      ? Object.assign(error, { title: 'There is no such shard or page', detail: error.title, next: allShards() })
      : error;
  }
}

$('#stream select').addEventListener('change', (event) => event.target.form.requestSubmit());
