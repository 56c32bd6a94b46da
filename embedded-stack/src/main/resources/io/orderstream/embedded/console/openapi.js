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
    h('ul', { class: 'rows operations' }, operations),
    h('h2', { class: 'more' }, 'Schemas'),
    h('ul', { class: 'rows' }, Object.entries(root.components?.schemas ?? {}).map(([name, schema]) => h('li', {},
      h('details', { 'data-key': `schema ${name}` },
        h('summary', {}, h('b', {}, name)),
        h('div', { class: 'inside' },
          schema.description ? h('p', {}, schema.description) : null,
          json(schema, `Schema ${name}`)))))),
  ];
}

function operationOf(method, path, item, resolve) {
  const operation = item[method];
  const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolve);
  const body = resolve(operation.requestBody);
  return h('li', {}, h('details', { 'data-key': `${method} ${path}` },
    h('summary', {}, h('span', { class: 'operation' },
      h('b', {}, `${method.toUpperCase()} ${path}`), operation.summary ?? '')),
    h('div', { class: 'inside' },
      operation.description ? h('p', {}, operation.description) : null,
      parameters.length > 0 ? [h('h3', {}, 'Parameters'), h('ul', {}, parameters.map(parameterOf))] : null,
      body ? [h('h3', {}, 'Body'), contentOf(body.content, 'Body', resolve)] : null,
      h('h3', {}, 'Answers'),
      Object.entries(operation.responses ?? {}).map(([status, reference]) => {
        const response = resolve(reference);
        return [h('p', {}, badge(status, status < 400 ? 'good' : 'plain'), ' ', response?.description ?? ''),
          contentOf(response?.content, `Answer ${status}`, resolve)];
      }))));
}

const parameterOf = (one) => h('li', {},
  h('code', {}, one.name), one.required ? ' (required)' : '', one.description ? `: ${one.description}` : '');

/** The first example of each content, or its schema. */
function contentOf(content, name, resolve) {
  return Object.entries(content ?? {}).map(([type, media]) => {
    const example = media.example ?? resolve(Object.values(media.examples ?? {})[0])?.value;
    return json(example ?? media.schema ?? {}, `${name}, ${type}`);
  });
}

const json = (value, label) => h('pre', { tabindex: 0, 'aria-label': label }, pretty(JSON.stringify(value)));

export const view = { title: 'API', open() {}, refresh };
