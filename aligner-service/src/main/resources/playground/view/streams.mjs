// The same answer on its way through the proxy, in each stream mode at once.
import { chat, Failure, get } from '../net/api.mjs';
import { chatBody, chatPath } from '../lib/chat.mjs';
import { bodyOf } from '../lib/request.mjs';
import { fill, h, one } from './dom.mjs';
import { Lane, MODES } from './lane.mjs';
import { say } from './said.mjs';

const PLAYED = '';

/** Room behind the last text, so that what came in one piece at the end can be seen. */
const BEHIND = 1.08;

export class Streams {
  #routes = [];
  #running = null;

  constructor(store) {
    this.store = store;
    this.upstream = one('#upstream');
    this.upstream.addEventListener('change', () => this.#chosen());
    one('#streams-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#run();
    });
    one('#streams-stop').addEventListener('click', () => this.#running?.abort());
    this.#chosen();
  }

  /** Without a key that may play there are no routes to see, and nothing to say before somebody plays. */
  async load() {
    this.#routes = await get('v1/corrections:play').then(({ routes }) => routes).catch(() => []);
    fill(
      this.upstream,
      h('option', { value: PLAYED }, 'simulated: plays the answer'),
      ...this.#routes.map(({ name, path }) => h('option', { value: name }, `route ${name} (${path})`)),
    );
    this.#chosen();
  }

  get #route() {
    return this.#routes.find(({ name }) => name === this.upstream.value);
  }

  #chosen() {
    const route = this.#route;
    one('#simulated').hidden = route !== undefined;
    one('#pace-field').hidden = route !== undefined;
    one('#routed').hidden = route === undefined;
    one('#no-routes').hidden = this.#routes.length > 0;
    if (route) {
      one('#upstream-path').value = chatPath(route.path);
      if (route.model && !route.model.includes('*')) one('#upstream-model').value = route.model;
      one('#routed-says').textContent =
        `Asks the upstream ${count(modesOf(route))}, once for each mode that the route allows` +
        ` (${modesOf(route).join(', ')}).` +
        (route.keyed ? '' : ' The route has no key of its own: the upstream gets yours, if it needs one.');
    }
  }

  async #run() {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    const form = this.store.value;
    const route = this.#route;
    const modes = route ? modesOf(route) : Object.keys(MODES);
    const lanes = modes.map((mode) => new Lane(mode, route ? null : form.answer, () => longest(lanes, start)));
    const start = performance.now();
    fill(one('#lanes'), ...lanes.map(({ element }) => element));
    one('#streams-stop').disabled = false;
    say('Streaming.');
    await Promise.all(modes.map((mode, i) => this.#lane(lanes[i], mode, route, form, running.signal, start)));
    for (const lane of lanes) lane.redraw();
    if (this.#running === running) one('#streams-stop').disabled = true;
    say('All streams have ended.');
  }

  async #lane(lane, mode, route, form, signal, start) {
    const since = () => performance.now() - start;
    let note;
    try {
      for await (const chunk of route ? routed(route, form, mode, signal) : played(form, mode, signal)) {
        note = chunk.note ?? note;
        lane.came(chunk.text, since());
      }
      lane.ended(note, since());
    } catch (error) {
      lane.failed(error instanceof Failure ? error.explained : { title: 'stopped', text: '' });
    }
  }
}

function played(form, mode, signal) {
  const query = new URLSearchParams({ mode, per_second: one('#pace').value });
  return chat(`v1/corrections:play?${query}`, bodyOf(form), signal);
}

function routed(route, form, mode, signal) {
  const path = one('#upstream-path').value.replace(/^\//, '');
  const { instruction } = form;
  const body = chatBody({
    question: form.question,
    model: one('#upstream-model').value,
    instruction: route.instructions.includes(instruction) ? instruction : '',
    mode,
  });
  const key = one('#upstream-key').value;
  return chat(path, body, signal, key ? { authorization: `Bearer ${key}` } : {});
}

const modesOf = (route) => Object.keys(MODES).filter((mode) => route.streams.includes(mode));
const count = (modes) => (modes.length === 1 ? 'once' : `${modes.length} times`);
const longest = (lanes, start) =>
  lanes.some((lane) => lane.element.getAttribute('aria-busy') === 'true')
    ? performance.now() - start
    : Math.max(...lanes.map((lane) => lane.duration)) * BEHIND;
