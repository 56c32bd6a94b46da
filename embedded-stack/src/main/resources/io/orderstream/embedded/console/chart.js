// Charts of stacked blocks and of lines. The SVG is stretched to the size of its place, which would distort texts. So
// all texts are outside of it.

import { h, s, show } from './dom.js';

const WIDTH = 600;
const HEIGHT = 160;

/**
 * Shows a chart of values at equal distances.
 *
 * series: [{name, style, values, blocks}]. The values of series with blocks are drawn as stacked blocks. Any other
 * series is a line. A value that is undefined is a gap. format: a function that turns a value into text. ends: the
 * texts at the left and at the right. summary: what the chart shows, in words. least: the lowest value that the top of
 * the scale may have.
 */
export function chart(element, { series, format, ends, summary, least = 0 }) {
  const length = Math.max(...series.map((one) => one.values.length), 1);
  const blocksOf = series.filter((one) => one.blocks);
  const heights = Array.from({ length }, (_, i) => blocksOf.reduce((sum, one) => sum + (one.values[i] ?? 0), 0));
  const values = series.filter((one) => !one.blocks).flatMap((one) => one.values).filter((one) => one !== undefined);
  const top = nice(Math.max(least, ...heights, ...values));
  const y = (value) => HEIGHT - (value / top) * HEIGHT;
  const [from, to] = ends;
  const isEmpty = series.every((one) => one.values.every((value) => !value));
  const base = new Array(length).fill(0);
  const drawn = series.map((one) => (one.blocks ? blocks(one, base, length, y) : lines(one, length, y)));
  show(element, h('div', { class: 'chart' },
    h('div', { class: 'ticks', 'aria-hidden': 'true' }, [1, 0.5, 0].map((part) => h('span', {}, format(top * part)))),
    s('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': summary },
      [0, 0.5, 1].map((part) => s('path', { class: 'grid', d: `M0 ${HEIGHT * part}H${WIDTH}` })), drawn),
    h('div', { class: 'ends', 'aria-hidden': 'true' },
      [from, isEmpty ? 'Nothing yet' : '', to].map((text) => h('span', {}, text))),
    h('ul', { class: 'legend' }, series.map((one) => h('li', {}, sample(one), one.name)))));
}

function blocks(one, base, length, y) {
  const width = WIDTH / length;
  const path = one.values.map((value, i) => {
    if (!value) {
      return '';
    }
    const from = base[i];
    base[i] += value;
    return `M${(i + 0.12) * width} ${y(from)}V${y(base[i])}h${0.76 * width}V${y(from)}z`;
  }).join('');
  return s('path', { class: `block ${one.style}`, d: path });
}

function lines(one, length, y) {
  const step = WIDTH / Math.max(length - 1, 1);
  let path = '';
  let isGap = true;
  one.values.forEach((value, i) => {
    if (value === undefined) {
      isGap = true;
      return;
    }
    // A value between two gaps is a short line, because a point would be invisible.
    const isAlone = isGap && one.values[i + 1] === undefined;
    path += isAlone ? `M${i * step - 2} ${y(value)}h4` : `${isGap ? 'M' : 'L'}${i * step} ${y(value)}`;
    isGap = false;
  });
  return s('path', { class: `series ${one.style}`, d: path });
}

function sample(one) {
  return s('svg', { viewBox: '0 0 26 11', 'aria-hidden': 'true' }, one.blocks
    ? s('path', { class: `block ${one.style}`, d: 'M8 0h11v11h-11z' })
    : s('path', { class: `series ${one.style}`, d: 'M1 5.5h24' }));
}

/**
 * Rounds up to 1, 2, 4 or 10 times a power of ten. A value that is at most 0.1 % above such a number is rounded down.
 */
function nice(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1e-9)));
  return [1, 2, 4, 10].map((factor) => factor * power).find((candidate) => candidate >= value * 0.999);
}
