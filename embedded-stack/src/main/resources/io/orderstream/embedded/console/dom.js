// Elements, texts and numbers. Anybody can write the texts of an order, so no text is ever parsed as HTML: texts become
// text nodes or values of attributes.

const SVG = 'http://www.w3.org/2000/svg';

// These characters are shown as escapes: control characters (but not tab and line feed), line and paragraph separators,
// characters that change the direction of the text around them, and the byte order mark.
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

export const $ = (selector, inside = document) => inside.querySelector(selector);

/** The text with escapes, such as \u202e, for INVISIBLE characters. */
export function visible(text) {
  return String(text).replace(INVISIBLE, (c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'));
}

/**
 * An element. Children are elements or texts. An attribute whose value is a function is a listener; its name begins
 * with "on".
 */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** As h, for an element of SVG. */
export function s(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      element.addEventListener(name.slice(2), value);
    } else if (value !== false && value !== undefined) {
      element.setAttribute(name, value === true ? '' : name === 'title' ? visible(value) : value);
    }
  }
  put(element, ...children);
  return element;
}

/** Appends elements and texts. */
export function put(element, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined) {
      element.append(child instanceof Node ? child : visible(child));
    }
  }
}

/**
 * Replaces the content of an element. If an old element with a data-key has the focus, the new element with this
 * data-key gets it. If an old details element with a data-key is open, the new one with this data-key is open, too.
 */
export function show(element, ...children) {
  const key = element.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  const open = new Set([...element.querySelectorAll('details[open][data-key]')].map((details) => details.dataset.key));
  const inside = document.createDocumentFragment();
  put(inside, ...children);
  inside.querySelectorAll('details[data-key]').forEach((details) => {
    details.open = details.open || open.has(details.dataset.key);
  });
  element.replaceChildren(inside);
  if (key) {
    [...element.querySelectorAll('[data-key]')].find((other) => other.dataset.key === key)?.focus();
  }
}

/**
 * Disables a button until the work is done. If the button had the focus before, and nothing has the focus afterwards,
 * the button gets it back.
 */
export async function whileDisabled(button, work) {
  const hadFocus = document.activeElement === button;
  button.disabled = true;
  try {
    await work();
  } finally {
    button.disabled = false;
    if (hadFocus && document.activeElement === document.body) {
      button.focus();
    }
  }
}

/** Tells users of screen readers what has happened. */
export function say(text) {
  $('#said').textContent = visible(text);
}

const moment = new Intl.DateTimeFormat('en-GB',
  { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' });

export const zone = () => moment.resolvedOptions().timeZone;

/** A point in time, in the browser's time zone and to the second. The title has the time as it was given. */
export function time(iso) {
  const date = new Date(iso);
  return h('time', { datetime: iso, title: iso }, Number.isNaN(date.getTime()) ? iso : moment.format(date));
}

/** The time of day in the browser's time zone. */
export const clock = (date) => date.toLocaleTimeString('en-GB');

/** Milliseconds in a readable unit. */
export function duration(ms) {
  if (Math.round(ms) < 1000) {
    return `${Math.round(ms)} ms`;
  }
  return ms < 60_000 ? `${(ms / 1000).toFixed(2)} s` : `${Math.round(ms / 60_000)} min`;
}

export function bytes(count) {
  if (count < 1024) {
    return `${count} B`;
  }
  return count < 1024 * 1024 ? `${(count / 1024).toFixed(1)} KB` : `${(count / 1024 / 1024).toFixed(1)} MB`;
}

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

/**
 * An amount with at least as many decimals as the browser uses for the currency. If the browser does not know the
 * currency, the amount has at least 2 decimals. The amount is a text, so it stays exact.
 */
export function money(amount, currency) {
  const known = CURRENCIES.has(currency);
  const decimals = known
    ? new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits
    : 2;
  const [whole, fraction = ''] = String(amount).split('.');
  const digits = fraction.padEnd(decimals, '0');
  const thousands = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return (known ? `${currency} ` : '') + (digits ? `${thousands}.${digits}` : thousands);
}

/** An amount on one line. A very long amount has a smaller font, and breaks into lines where it would not fit. */
export function amount(value, currency) {
  const text = money(value, currency);
  return h('span', { class: text.length > 30 ? 'amount long' : 'amount' }, text);
}

/** The beginning of a text. A surrogate pair is not cut in half. */
export const start = (text, length) =>
  (text.length > length ? `${text.slice(0, length).replace(/[\ud800-\udbff]$/, '')}…` : text);

/** The beginning and the end of a long id. The title has all of it. */
export function short(id) {
  const text = String(id);
  return h('span', { class: 'id', title: text }, text.length > 18 ? `${text.slice(0, 8)}…${text.slice(-6)}` : text);
}

const TONES = {
  placed: '', fulfilled: 'good', cancelled: 'bad', RUNNING: 'good', RESTARTING: 'bad', FAILED: 'bad', CANCELED: 'bad',
};

export const badge = (text, tone = TONES[text] ?? 'plain') => h('span', { class: `badge ${tone}` }, text);

/** Indents JSON. Does not parse it, because its numbers may have more digits than JavaScript can keep. */
export function pretty(json) {
  let depth = 0;
  return json.replace(/"(?:[^"\\]|\\.)*"|[{[]\s*[}\]]|[{}[\],:]|\s+|[^\s{}[\],:"]+/g, (token) => {
    switch (token[0]) {
      case '{': case '[':
        return token.length > 1 ? token.replace(/\s+/g, '') : `${token}\n${'  '.repeat(++depth)}`;
      case '}': case ']':
        depth = Math.max(0, depth - 1);
        return `\n${'  '.repeat(depth)}${token}`;
      case ',':
        return `,\n${'  '.repeat(depth)}`;
      case ':':
        return ': ';
      default:
        return /\s/.test(token[0]) ? '' : token;
    }
  });
}

export const isJson = (text) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/**
 * Shows the data of a record: as text if the data is UTF-8, and always as bytes.
 *
 * @param base64 the data, or only the beginning of the data
 * @param length the number of bytes of the whole data
 */
export function data(base64, length) {
  const raw = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  let text;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(raw, { stream: raw.length < length });
  } catch {
    text = undefined;
  }
  return [
    raw.length < length ? h('p', { class: 'hint' }, `The first ${bytes(raw.length)} of ${bytes(length)}.`) : null,
    length === 0 ? h('p', { class: 'hint' }, 'The record has no data.') : text === undefined
      ? h('p', { class: 'hint' }, 'The data is not UTF-8.')
      : h('pre', { tabindex: 0, 'aria-label': 'Data as text' }, isJson(text) ? pretty(text) : text),
    h('details', {},
      h('summary', {}, 'Bytes'),
      h('pre', { tabindex: 0, 'aria-label': 'Data as bytes' }, hex(raw))),
  ];
}

function hex(raw) {
  const lines = [];
  for (let from = 0; from < raw.length; from += 16) {
    const line = [...raw.slice(from, from + 16)];
    const numbers = line.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const letters = line.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${from.toString(16).padStart(6, '0')}  ${numbers.padEnd(47)}  ${letters}`);
  }
  return lines.join('\n');
}
