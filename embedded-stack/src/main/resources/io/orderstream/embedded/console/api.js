// Requests to the API, and to the routes of the embedded stack below /local/.

let token = '';

/**
 * The time limit of a GET, in milliseconds. A POST has no time limit: the request could have an effect after the page
 * has stopped waiting for the answer.
 */
const PATIENCE = 10_000;

/** An answer that is an error. If there was no answer at all, the status is 0. */
export class ApiError extends Error {
  constructor(status, { title, detail = '', problems = [], type = '' }) {
    super(title);
    Object.assign(this, { status, title, detail, problems, type });
  }
}

/** Whether requests to the API have a token. */
export const hasToken = () => token !== '';

export function useToken(value) {
  token = value.trim();
}

/** A query string without the parameters that are empty. */
export function query(parameters) {
  const filled = Object.entries(parameters).filter(([, value]) => (value ?? '') !== '');
  return filled.length === 0 ? '' : `?${new URLSearchParams(filled)}`;
}

/** Sends a request. Returns the answer's text, its JSON if the text is JSON, and the duration in milliseconds. */
async function call(method, path, body, headers = {}) {
  const start = performance.now();
  let response;
  let text;
  try {
    response = await fetch(path, {
      method,
      body,
      cache: 'no-store',
      signal: method === 'GET' ? AbortSignal.timeout(PATIENCE) : undefined,
      headers: {
        ...(token && !path.startsWith('/local/') ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    });
    text = await response.text();
  } catch {
    document.dispatchEvent(new CustomEvent('lost', { detail: true }));
    throw new ApiError(0, { title: 'No answer', detail: method === 'POST'
      ? 'The request may have been accepted. Send the same request again without reloading the page: it counts only once.'
      : 'The stack does not answer.' });
  }
  document.dispatchEvent(new CustomEvent('lost', { detail: false }));
  const took = performance.now() - start;
  let json;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  if (!response.ok) {
    if (response.status === 401) {
      document.dispatchEvent(new CustomEvent('token', { detail: { wasRefused: token !== '' } }));
    }
    const title = json?.title ?? json?.message ?? `Status ${response.status}`;
    throw new ApiError(response.status, { ...json, title });
  }
  return { text, json, took };
}

export const get = (path, parameters = {}) => call('GET', path + query(parameters));

/** As get, but returns undefined for 404. */
export async function find(path, parameters = {}) {
  try {
    return await get(path, parameters);
  } catch (error) {
    if (error.status === 404) {
      return undefined;
    }
    throw error;
  }
}

/** The idempotency keys of the requests that were not accepted yet, by path and body. */
const keys = new Map();

/**
 * Posts a body with an idempotency key. Until the API has accepted the body, each retry with this body has the same
 * key. So a retry is safe.
 */
export async function post(path, body) {
  const request = `${path} ${body}`;
  keys.set(request, keys.get(request) ?? newKey());
  const answer = await call('POST', path, body, { 'idempotency-key': `"${keys.get(request)}"` });
  keys.delete(request);
  return answer;
}

/** A UUID of version 7. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const now = Date.now();
  for (let i = 0; i < 6; i++) {
    bytes[i] = Math.floor(now / 256 ** (5 - i)) % 256;
  }
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));
