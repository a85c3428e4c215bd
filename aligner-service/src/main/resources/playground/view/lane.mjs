// One stream as it comes: its text, its shape over time, and what was done.
import { curveOf } from '../lib/curve.mjs';
import { diff } from '../lib/diff.mjs';
import { actionWord, duration, reasonText } from '../lib/says.mjs';
import { eachFrame, fill, h } from './dom.mjs';
import { marked } from './marks.mjs';

const WIDTH = 400;
const HEIGHT = 48;
const SVG = 'http://www.w3.org/2000/svg';

export const MODES = {
  off: 'Every byte as the upstream wrote it.',
  window: 'Sentence by sentence: each leaves when it is corrected.',
  buffer: 'Held to the end, corrected as a whole, then sent.',
  'post-hoc': 'Passes as it comes; the correction follows at the end.',
};

export class Lane {
  #arrivals = [];
  #text = '';
  #ended = null;
  #draw = eachFrame(() => this.#show());

  /** @param {() => number} span milliseconds that the curves of all lanes share */
  constructor(mode, answer, span) {
    this.answer = answer;
    this.span = span;
    this.path = document.createElementNS(SVG, 'path');
    const curve = document.createElementNS(SVG, 'svg');
    curve.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
    curve.setAttribute('preserveAspectRatio', 'none');
    curve.setAttribute('class', 'curve');
    curve.setAttribute('aria-hidden', 'true');
    curve.append(this.path);
    this.text = h('p', { class: 'text', dir: 'auto' });
    this.word = h('p', { class: 'word' }, 'waiting');
    this.element = h(
      'li',
      { class: 'lane', 'data-mode': mode, 'aria-busy': 'true' },
      h('h3', {}, mode),
      h('p', { class: 'small' }, MODES[mode]),
      curve,
      this.word,
      this.text,
    );
  }

  get duration() {
    return this.#arrivals.at(-1)?.at ?? 0;
  }

  came(text, at) {
    this.#text += text;
    this.#arrivals.push({ at, chars: text.length });
    this.#draw();
  }

  /** @param {object | undefined} note what the service says of its correction */
  ended(note, at) {
    this.#ended = { note: note?.choices?.[0], at };
    this.element.setAttribute('aria-busy', 'false');
    this.#show();
  }

  failed(words) {
    this.element.setAttribute('aria-busy', 'false');
    this.element.dataset.action = 'failed';
    this.word.textContent = words.title;
    fill(this.text, words.text);
  }

  redraw() {
    this.#draw();
  }

  #show() {
    const chars = Math.max(this.#text.length, this.answer?.length ?? 0);
    const box = { span: Math.max(1, this.span()), chars, width: WIDTH, height: HEIGHT };
    this.path.setAttribute('d', curveOf(this.#arrivals, box));
    this.#words();
    if (!this.#ended) fill(this.text, this.#text);
    else fill(this.text, this.#corrected());
  }

  #words() {
    const first = this.#arrivals.find(({ chars }) => chars > 0);
    const parts = [first ? `first text after ${duration(first.at)}` : 'nothing yet'];
    if (this.#ended) {
      const { note, at } = this.#ended;
      parts.push(`all after ${duration(at)}`);
      if (note) parts.push(actionWord(note.action).toLowerCase() + (note.reason ? ` (${reasonText(note.reason)})` : ''));
    }
    this.word.textContent = parts.join(' · ');
  }

  /** The marks need the upstream's own text: of a real one only `post-hoc` shows that too. */
  #corrected() {
    const correction = this.#ended.note?.correction;
    if (correction !== undefined) return marked(diff(this.#text, correction));
    return this.answer === null ? document.createTextNode(this.#text) : marked(diff(this.answer, this.#text));
  }
}
