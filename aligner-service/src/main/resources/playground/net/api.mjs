// What the page asks the service, all of it relative to the page's own address.
import { chunkOf } from '../lib/chat.mjs';
import { brokenOff, explained, unreachable } from '../lib/problem.mjs';
import { eventsOf } from '../lib/sse.mjs';
import { key } from './key.mjs';

/** A call that failed; `explained` says how, in words. */
export class Failure extends Error {
  constructor(words) {
    super(words.title);
    this.explained = words;
  }
}

async function send(path, init = {}) {
  let response;
  try {
    response = await fetch(path, { ...init, headers: { ...key.headers(), ...init.headers } });
  } catch (error) {
    throw error.name === 'AbortError' ? error : new Failure(unreachable());
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => null);
    throw new Failure(explained(response.status, problem, response.headers.get('retry-after')));
  }
  return response;
}

const post = (path, body, signal) =>
  send(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal });

export const get = async (path) => (await send(path, { headers: { accept: 'application/json' } })).json();

/**
 * One correction, as it comes.
 *
 * @param {(text: string) => void} delta the next piece of it
 * @returns {Promise<object>} the result
 */
export async function correct(body, delta, signal) {
  const response = await post('v1/corrections', { ...body, stream: true }, signal);
  for await (const { name, data } of events(response)) {
    if (name === 'delta') delta(JSON.parse(data).text);
    if (name === 'result') return JSON.parse(data);
    if (name === 'error') {
      const problem = JSON.parse(data);
      throw new Failure(explained(problem.status, problem));
    }
  }
  throw new Failure(brokenOff());
}

/** A stream of chat completions, event by event. */
export async function* chat(path, body, signal, headers = {}) {
  const response = await send(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    signal,
  });
  for await (const { data } of events(response)) {
    const chunk = chunkOf(data);
    if (chunk.error) throw new Failure(explained(200, chunk.error));
    if (chunk.end) return;
    yield chunk;
  }
}

async function* events(response) {
  try {
    yield* eventsOf(response);
  } catch (error) {
    throw error.name === 'AbortError' || error instanceof Failure ? error : new Failure(brokenOff());
  }
}
