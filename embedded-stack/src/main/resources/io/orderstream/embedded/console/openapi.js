// The API view: the OpenAPI document, and what problems.md says about each problem type.

import { $, badge, h, pretty, show } from './dom.js';
import { find } from './api.js';
import { apiLink, problem } from './problem.js';

const METHODS = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch']);

let isShown = false;
// The part that a link asks for; empty if there is nothing to open.
let wanted = '';
// The names of the problem types.
let types = [];

async function refresh() {
  const content = $('#api .content');
  try {
    if (!isShown) {
      const [document, problems] = await Promise.all([find('/openapi.json'), find('/problems.md')]);
      isShown = document !== undefined;
      $('#api-files').hidden = !isShown;
      show(content, isShown
        ? documentOf(document.json, problems?.text ?? '')
        : h('p', { class: 'empty' }, 'This stack does not serve its OpenAPI document.'));
    }
    reveal(content);
  } catch (error) {
    show(content, problem(error));
  }
}

/** Opens the part that a link asks for. */
function reveal(content) {
  const details = [...content.querySelectorAll('details')].find((one) => one.dataset.key === wanted);
  wanted = '';
  if (details) {
    details.open = true;
    $('summary', details).focus();
    details.scrollIntoView({ block: 'start' });
  }
}

function documentOf(root, problems) {
  const unescaped = (name) => name.replace(/~1/g, '/').replace(/~0/g, '~');
  const resolve = (node) => (node?.$ref
    ? node.$ref.split('/').slice(1).reduce((at, name) => at?.[unescaped(name)], root)
    : node);
  const schemas = root.components?.schemas ?? {};
  types = (schemas.ProblemType?.enum ?? []).map((type) => type.split(':').pop());
  const operations = Object.entries(root.paths ?? {}).flatMap(([path, item]) => Object.keys(item)
    .filter((method) => METHODS.has(method))
    .map((method) => operationOf(method, path, item, resolve)));
  return [
    h('p', {}, h('b', {}, `${root.info?.title ?? 'API'} ${root.info?.version ?? ''}`)),
    prose(root.info?.description),
    h('h2', { class: 'more' }, 'Routes'),
    h('ul', { class: 'rows two' }, operations),
    h('h2', { class: 'more' }, 'Problem types'),
    h('ul', { class: 'rows two' }, types.map((name) => problemOf(name, problems))),
    h('h2', { class: 'more' }, 'Schemas'),
    h('ul', { class: 'rows two' }, Object.entries(schemas).map(([name, schema]) => schemaOf(name, schema))),
  ];
}

/** A row that opens. */
const part = (key, cells, inside) => h('li', {}, h('details', { 'data-key': key },
  h('summary', {}, cells), h('div', { class: 'inside' }, inside)));

function operationOf(method, path, item, resolve) {
  const operation = item[method];
  const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolve);
  const body = resolve(operation.requestBody);
  return part(`${method} ${path}`, [
    h('b', { class: 'id' }, `${method.toUpperCase()} ${path}`),
    h('span', {}, operation.summary ?? ''),
  ], [
    prose(operation.description),
    parameters.length > 0 ? [h('h3', {}, 'Parameters'), facts(parameters.map((one) =>
      [one.name, one.schema, one.required, one.description, one.in === 'query' ? '' : ` in the ${one.in}`]))] : null,
    body ? [h('h3', {}, 'Body'), prose(body.description), contentOf(body.content, 'Body', true, resolve)] : null,
    h('h3', {}, 'Answers'),
    Object.entries(operation.responses ?? {}).map(([status, reference]) => {
      const response = resolve(reference);
      const isSuccess = status < 400;
      return h('div', { class: 'answer' },
        h('div', {}, badge(status, isSuccess ? 'good' : 'plain')),
        h('div', {}, prose(response?.description),
          contentOf(response?.content, `Answer ${status}`, isSuccess, resolve)));
    }),
  ]);
}

const members = (schema) => facts(Object.entries(schema.properties).map(([name, one]) =>
  [name, one, schema.required?.includes(name), one.description, '']));

/** A list of parameters or members: names with their types and descriptions. */
const facts = (rows) => h('dl', { class: 'facts' }, rows.map(([name, schema, isRequired, description, where]) => [
  h('dt', {}, h('code', {}, name)),
  h('dd', {},
    h('span', { class: 'hint' }, typeOf(schema), where, isRequired ? ', required' : '',
      schema?.default === undefined ? '' : `; ${schema.default} if it is missing`),
    prose(description)),
]));

/** The type of a value in words. A reference to a schema becomes a link to it. */
function typeOf(schema = {}) {
  const choice = schema.oneOf ?? schema.anyOf;
  if (schema.$ref) {
    const name = schema.$ref.split('/').pop();
    return h('a', { href: apiLink(`schema ${name}`) }, name);
  }
  if (choice) {
    return choice.map((one, i) => [i > 0 ? ' or ' : '', typeOf(one)]);
  }
  if (schema.enum) {
    return schema.enum.join(', ').replace(/, ([^,]*)$/, ' or $1');
  }
  if (schema.const !== undefined) {
    return `always ${schema.const}`;
  }
  return schema.type === 'array' ? ['array of ', typeOf(schema.items)] : String(schema.type ?? 'any value');
}

/** A row for a problem type, with its section of problems.md. */
function problemOf(name, page) {
  const [, text = ''] = page.split(`\n## ${name}\n`);
  const [summary, ...paragraphs] = text.split('\n## ')[0].trim().split(/\n\s*\n/);
  return part(`problem ${name}`,
    [h('b', { class: 'id' }, name), h('span', {}, inline(summary))],
    prose(paragraphs.join('\n\n')));
}

const schemaOf = (name, schema) => part(`schema ${name}`, [
  h('b', {}, name),
  h('span', { class: 'cut' }, inline((schema.description ?? '').replace(/\s+/g, ' ').replace(/\. .*$/, '.'))),
], [
  prose(schema.description),
  schema.properties ? members(schema) : null,
  h('details', { 'data-key': `json ${name}` }, h('summary', {}, 'As JSON Schema'), json(schema, `Schema ${name}`)),
]);

/** The paragraphs of a text in Markdown. */
const prose = (text = '') => text.split(/\n\s*\n/).map((one) => one.trim()).filter(Boolean)
  .map((one) => h('p', {}, inline(one)));

/** A paragraph of Markdown: code, strong text, and links to problem types and to pages. */
const inline = (text) => text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]*\]\([^)]*\))/).map((one) => {
  const [, words, target] = /^\[([^\]]*)\]\(([^)]*)\)$/.exec(one) ?? [];
  if (target !== undefined) {
    const [, name] = /^(?:problems\.md)?#([a-z-]+)$/.exec(target) ?? [];
    const [page] = target.startsWith('#') ? ['problems.md'] : /^[a-z-]+\.md/.exec(target) ?? [];
    return types.includes(name) ? h('a', { href: apiLink(`problem ${name}`) }, words)
      : page ? h('a', { href: `/${page}`, target: '_blank', class: 'outside' }, words) : words;
  }
  if (one.startsWith('`')) {
    return h('code', {}, one.slice(1, -1));
  }
  return one.startsWith('**') ? h('b', {}, one.slice(2, -2)) : one;
});

/** The schema and the examples of each content type. The examples of errors are closed at first. */
function contentOf(content, name, isOpen, resolve) {
  return Object.entries(content ?? {}).map(([type, media]) => [
    h('p', { class: 'hint' }, h('code', {}, type), media.schema?.$ref ? [': ', typeOf(media.schema)] : ''),
    Object.entries(media.examples ?? {}).map(([key, reference]) => {
      const example = resolve(reference);
      return h('details', { class: 'example', open: isOpen, 'data-key': `${name}, ${type}, ${key}` },
        h('summary', {}, example.summary ?? `Example ${key}`),
        json(example.value, `${name}, ${type}, ${key}`));
    }),
  ]);
}

const json = (value, label) => h('pre', { tabindex: 0, 'aria-label': label }, pretty(JSON.stringify(value)));

export const view = {
  title: 'API',
  open(parameters) {
    wanted = parameters.get('open') ?? '';
  },
  refresh,
};
