// The OpenAPI document of the API, for reading.

import { $, badge, h, pretty, problem, show } from './dom.js';
import { find } from './api.js';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];

let isShown = false;

async function refresh() {
  if (isShown) {
    return;
  }
  const content = $('#api .content');
  try {
    const answer = await find('/openapi.json');
    isShown = answer !== undefined;
    $('#openapi').hidden = !isShown;
    show(content, isShown
      ? documentOf(answer.json)
      : h('p', { class: 'empty' }, 'This stack does not serve its OpenAPI document.'));
  } catch (error) {
    show(content, problem(error));
  }
}

function documentOf(root) {
  const unescaped = (name) => name.replace(/~1/g, '/').replace(/~0/g, '~');
  const resolve = (node) => (node?.$ref
    ? node.$ref.split('/').slice(1).reduce((at, name) => at?.[unescaped(name)], root)
    : node);
  const operations = Object.entries(root.paths ?? {}).flatMap(([path, item]) => METHODS.filter((method) => item[method])
    .map((method) => operationOf(method, path, item, resolve)));
  return [
    h('p', {}, h('b', {}, `${root.info?.title ?? 'API'} ${root.info?.version ?? ''}`)),
    prose(root.info?.description),
    h('ul', { class: 'rows two' }, operations),
    h('h2', { class: 'more' }, 'Schemas'),
    h('ul', { class: 'rows' }, Object.entries(root.components?.schemas ?? {}).map(([name, schema]) => h('li', {},
      h('details', { 'data-key': `schema ${name}` },
        h('summary', {}, h('b', {}, name)),
        h('div', { class: 'inside' },
          prose(schema.description),
          json(schema, `Schema ${name}`)))))),
  ];
}

function operationOf(method, path, item, resolve) {
  const operation = item[method];
  const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolve);
  const body = resolve(operation.requestBody);
  return h('li', {}, h('details', { 'data-key': `${method} ${path}` },
    h('summary', {},
      h('b', { class: 'id' }, `${method.toUpperCase()} ${path}`),
      h('span', {}, operation.summary ?? '')),
    h('div', { class: 'inside' },
      prose(operation.description),
      parameters.length > 0 ? [h('h2', {}, 'Parameters'), h('ul', {}, parameters.map(parameterOf))] : null,
      body ? [h('h2', {}, 'Body'), contentOf(body.content, 'Body', resolve)] : null,
      h('h2', {}, 'Answers'),
      Object.entries(operation.responses ?? {}).map(([status, reference]) => {
        const response = resolve(reference);
        return [h('p', {}, badge(status, status < 400 ? 'good' : 'plain'), ' ', inline(response?.description ?? '')),
          contentOf(response?.content, `Answer ${status}`, resolve)];
      }))));
}

const parameterOf = (one) => h('li', {},
  h('code', {}, one.name), one.required ? ' (required)' : '', one.description ? [': ', inline(one.description)] : '');

/** Paragraphs. */
const prose = (text = '') => text.split(/\n\s*\n/).filter(Boolean).map((one) => h('p', {}, inline(one)));

/** Code and strong text. Links lead to pages that this stack does not serve, so only their texts are shown. */
const inline = (text) => text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part) => {
  if (part.startsWith('`')) {
    return h('code', {}, part.slice(1, -1));
  }
  return part.startsWith('**') ? h('b', {}, part.slice(2, -2)) : part;
});

/** The first example of each content, or the name of its schema. */
function contentOf(content, name, resolve) {
  return Object.entries(content ?? {}).map(([type, media]) => {
    const example = media.example ?? resolve(Object.values(media.examples ?? {})[0])?.value;
    const schema = media.schema?.$ref?.split('/').pop();
    return example === undefined && schema
      ? h('p', { class: 'hint' }, `${type}: the schema `, h('code', {}, schema))
      : json(example ?? media.schema ?? {}, `${name}, ${type}`);
  });
}

const json = (value, label) => h('pre', { tabindex: 0, 'aria-label': label }, pretty(JSON.stringify(value)));

export const view = { title: 'API', open() {}, refresh };
