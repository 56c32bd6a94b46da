// The view of the rejected records.

import { badge, bytes, data, h, time } from './dom.js';
import { get } from './api.js';
import { browser, empty, more, note, rowsOf } from './browser.js';
import { problemList } from './problem.js';
import { position, shardNumber } from './record.js';

const COLUMNS = [['Arrived'], ['Reason'], ['First problem', 'cut'], ['Shard', 'quiet'], ['Size', 'number quiet']];

export const rejected = browser('rejected', 'Rejected records', async () => {
  const { json } = await get('/local/rejected');
  if (json.records.length === 0) {
    return json.more
      ? more('The rejected records are too large to be shown here. Look at their files.', '#/archive?prefix=rejected/')
      : empty('No record was rejected yet.');
  }
  const rows = json.records.map((record) => ({
    key: record.id,
    cells: [time(record.receivedat), badge(record.reason, 'bad'), summary(record), shardNumber(record.shardid),
      bytes(record.bytes)],
    inside: () => [
      h('h2', {}, 'Problems'),
      problemList(record.problems),
      h('h2', {}, 'Record'),
      position(record),
      data(record.data, record.bytes),
    ],
  }));
  return [
    rowsOf('rejections', COLUMNS, rows),
    json.more ? note(`More records were rejected than the ${rows.length} that are shown.`) : null,
  ];
});

function summary(record) {
  const [first] = record.problems;
  return first ? `${first.path}: found ${first.found}` : '';
}
