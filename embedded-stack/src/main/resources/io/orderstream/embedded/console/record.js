// Where a record is on the stream.

import { h } from './dom.js';
import { factsOf } from './browser.js';

export const shardName = (id) => id.replace(/^shardId-0*(?=\d)/, 'shard ');

export const position = (record) => factsOf([
  ['Shard', h('span', { class: 'id' }, record.shardid)],
  ['Sequence number', h('span', { class: 'id' }, record.sequencenumber)],
  ['Partition key', h('span', { class: 'id' }, record.partitionkey)],
  ['Bytes', record.bytes],
]);
