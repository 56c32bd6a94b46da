// The view of the stream's records.

import { $, bytes, data, h, short, show, time } from './dom.js';
import { get, query } from './api.js';
import { browser, empty, more, note, row, rowsOf, span } from './browser.js';
import { position, shardName } from './record.js';

export const stream = browser('stream', 'Stream', async (section, parameters) => {
  const shardid = parameters.get('shardid');
  const { json } = await get('/local/stream', { shardid, after: parameters.get('after') });
  const select = section.querySelector('select');
  show(select, h('option', { value: '' }, `all ${json.shards.length} shards`),
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
