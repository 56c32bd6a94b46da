// Where a record is on the stream, and how long it is.

import { h } from './dom.js';
import { factsOf } from './browser.js';

/** The number of a shard: 3 for shardId-000000000003. */
export const shardNumber = (id) => id.replace(/^shardId-0*(?=\d)/, '');

export const position = (record) => factsOf([
  ['Shard', h('span', { class: 'id' }, record.shardid)],
  ['Sequence number', h('span', { class: 'id' }, record.sequencenumber)],
  ['Partition key', h('span', { class: 'id' }, record.partitionkey)],
  ['Bytes', record.bytes],
]);
