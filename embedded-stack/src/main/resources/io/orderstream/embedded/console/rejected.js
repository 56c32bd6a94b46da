// The view of the rejected records.

import { badge, bytes, data, h, problemList, time } from './dom.js';
import { get } from './api.js';
import { browser, empty, more, note, row, rowsOf, span } from './browser.js';
import { position, shardName } from './record.js';

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
