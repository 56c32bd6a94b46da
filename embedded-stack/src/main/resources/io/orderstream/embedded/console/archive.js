// The view of the bucket's folders and files.

import { $, bytes, h, isJson, pretty, show, time } from './dom.js';
import { get, query } from './api.js';
import { browser, empty, more, rowsOf, span } from './browser.js';

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
