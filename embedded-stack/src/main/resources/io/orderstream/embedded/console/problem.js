// Shows errors to people: what is wrong, and what to do next.

import { $, h, put, show } from './dom.js';

/** What to do after an answer with this status, if the error does not say it itself. */
const NEXT_STEPS = {
  401: 'Put a valid token into the field at the top of the page.',
  403: 'Use a token that allows this request and this account.',
  429: 'Too many requests arrived in a short time. Wait a few seconds, and try again.',
  500: 'Try again. If the error stays, ./run logs shows what the functions have written.',
  502: './run status shows the state of the job, and ./run logs shows what the parts have written.',
  503: 'Try again in a few seconds. It is safe to send the same request again.',
};

/**
 * An element that shows an error of the API, the stack or this page. The element also says what to do next, and links
 * to the problem type. The member "next" of an error is shown instead of the next step for the error's status. The
 * member is a text, a link, or an array of both.
 */
export function problem({ message, title = message, detail, problems = [], type, status, next = NEXT_STEPS[status] }) {
  const [, name] = /^urn:orderstream:problem:([a-z-]+)$/.exec(type) ?? [];
  return h('div', { class: 'problem' },
    h('p', {}, h('b', {}, title), detail ? `: ${detail}` : ''),
    problems.length > 0 ? problemList(problems) : null,
    next ? h('p', { class: 'next' }, next) : null,
    name ? h('p', {}, h('a', { href: apiLink(`problem ${name}`), 'data-key': name }, `About ${name}`)) : null);
}

/** The address that opens a part of the API view, for example "problem invalid-order". */
export const apiLink = (part) => `#/api?${new URLSearchParams({ open: part })}`;

/** What is wrong with an input, in the words of the API. */
export const problemList = (problems) => h('ul', {}, problems.map((one) => h('li', {},
  h('code', {}, one.path), `: expected ${one.expected}, found ${one.found}`)));

/**
 * Shows an error of a form: each problem at the field that its path names, and everything else in the element
 * "place". Returns the first wrong field, or undefined if no problem has a field.
 *
 * @param fallback finds the field for a path that does not end with the name of a visible field
 */
export function showProblems(form, place, error, fallback = () => undefined) {
  clearProblems(form, place);
  const rest = [];
  const wrong = new Set();
  for (const one of error.problems) {
    const field = fieldOf(form, one.path) ?? fallback(one.path);
    if (field) {
      wrong.add(field);
      explain(form, field, `Expected ${one.expected}, found ${one.found}`);
    } else {
      rest.push(one);
    }
  }
  show(place, problem({ ...error, problems: rest }));
  return [...form.elements].find((field) => wrong.has(field));
}

/** The visible field whose name is the end of this path. */
function fieldOf(form, path) {
  const field = form.elements.namedItem(path.split('.').pop());
  return field instanceof Element && !field.closest('[hidden]') ? field : undefined;
}

function explain(form, field, text) {
  const id = `${form.id}-${field.name}-problem`;
  let place = $(`#${id}`, form);
  if (!place) {
    const closed = field.closest('details');
    if (closed) {
      closed.open = true;
    }
    place = h('p', { class: 'wrong', id });
    field.closest('label').after(place);
    field.setAttribute('aria-invalid', 'true');
    field.setAttribute('aria-describedby', `${id} ${field.getAttribute('aria-describedby') ?? ''}`.trim());
  }
  put(place, h('span', {}, text));
}

/** Removes what showProblems has shown. */
export function clearProblems(form, place) {
  show(place);
  for (const text of form.querySelectorAll('.wrong')) {
    const field = form.querySelector(`[aria-describedby~="${text.id}"]`);
    const others = field.getAttribute('aria-describedby').replace(text.id, '').trim();
    if (others) {
      field.setAttribute('aria-describedby', others);
    } else {
      field.removeAttribute('aria-describedby');
    }
    field.removeAttribute('aria-invalid');
    text.remove();
  }
}
