// The view of the bucket's folders and files.

import { $, bytes, h, isJson, pretty, show, time } from './dom.js';
import { get, query } from './api.js';
import { browser, empty, more, rowsOf } from './browser.js';

const COLUMNS = [['Name', 'cut'], ['Written', 'quiet'], ['Size', 'number quiet']];

export const archive = browser('archive', 'Archive', async (section, parameters) => {
  const file = parameters.get('file');
  const prefix = file ? file.replace(/[^/]*$/, '') : parameters.get('prefix') ?? '';
  show($('.crumbs', section), crumbs(prefix, file));
  if (file) {
    const { json } = await contentOf(file, prefix);
    return [
      h('p', { class: 'hint' }, json.cut ? `The first 64 KB of ${bytes(json.bytes)}.` : bytes(json.bytes)),
      lines(json.text, file),
    ];
  }
  const { json } = await get('/local/archive', { prefix, after: parameters.get('after') });
  const rows = [
    ...json.folders.map((folder) => ({
      cells: [h('a', { href: `#/archive${query({ prefix: folder })}`, 'data-key': folder }, folder.slice(prefix.length))],
    })),
    ...json.files.map((one) => ({
      cells: [
        h('a', { href: `#/archive${query({ file: one.key })}`, 'data-key': one.key }, one.key.slice(prefix.length)),
        time(one.modifiedat), bytes(one.bytes),
      ],
    })),
  ];
  return [
    rows.length > 0 ? rowsOf('files', COLUMNS, rows)
      : parameters.get('after') ? empty('There are no more files.')
      : empty('There is no file here yet. Place an order. Refresh shows its file after the next checkpoint.'),
    json.next ? more('More files', `#/archive${query({ prefix, after: json.next })}`) : null,
  ];
});

/** The content of a file. The page's address may name a file that does not exist, such as one of an earlier stack. */
async function contentOf(file, folder) {
  try {
    return await get('/local/file', { key: file });
  } catch (error) {
    throw error.status === 404
      ? Object.assign(error, {
        title: 'There is no such file',
        detail: 'A file appears when the checkpoint after its records is complete.',
        next: ['Press Refresh after the next checkpoint, or ',
          h('a', { href: `#/archive${query({ prefix: folder })}` }, 'look at its folder'), '.'],
      })
      : error;
  }
}

function crumbs(prefix, file) {
  const parts = prefix.split('/').filter(Boolean);
  const steps = parts.map((part, i) => [part, `${parts.slice(0, i + 1).join('/')}/`]);
  const links = [['bucket', ''], ...steps].flatMap(([name, target], i, all) => [
    i < all.length - 1 || file ? h('a', { href: `#/archive${query({ prefix: target })}` }, name) : h('span', {}, name),
    i < all.length - 1 || file ? h('span', { 'aria-hidden': 'true' }, '/') : null,
  ]);
  return [...links, file ? h('span', { class: 'id' }, file.slice(prefix.length)) : null];
}

/** The content of a file. JSON is indented line by line. Other files are shown as they are. */
function lines(text, file) {
  const all = text.split('\n').filter(Boolean);
  const isLines = /\.jsonl?$/.test(file) && all.length > 0 && isJson(all[0]);
  return isLines
    ? all.map((line) => h('pre', { tabindex: 0, 'aria-label': 'Line of the file' }, isJson(line) ? pretty(line) : line))
    : h('pre', { tabindex: 0, 'aria-label': 'Content of the file' }, text);
}
