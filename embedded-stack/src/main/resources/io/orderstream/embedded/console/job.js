// The state of the Flink job and the link to Flink's UI in the header, and the notice that the job does not run.

import { $, badge, h, show } from './dom.js';
import { get } from './api.js';

let shown = '';

/** Says that the state is not known. */
export function forgetJob() {
  shown = '';
  show($('#job'), badge('NO ANSWER', 'bad'));
  $('#stopped').hidden = true;
}

export async function refreshJob() {
  const { json: job } = await get('/local/job');
  const newest = job.checkpoint;
  const ago = newest ? Math.max(0, Math.round((Date.parse(job.now) - Date.parse(newest.at)) / 1000)) : undefined;
  const about = job.state === 'NONE' ? 'not started yet'
    : ago === undefined ? 'no checkpoint yet' : `checkpoint ${newest.number}, ${ago} s ago`;
  const failure = job.failure?.cause ?? '';
  const signature = [job.state, about, failure, job.ui].join('\n');
  if (signature === shown) {
    return;
  }
  shown = signature;
  show($('#job'), 'Job ', badge(job.state), ' ', h('span', failure ? { title: `Last failure: ${failure}` } : {}, about));
  $('#stopped').hidden = job.state === 'RUNNING';
  const link = $('#flink');
  link.hidden = !/^http:\/\/127\.0\.0\.1:/.test(job.ui ?? '');
  if (!link.hidden) {
    link.href = job.ui;
  }
}
