// One correction as a proof: what was done, the marked text, its edits one by one, what it took.
import { diff } from '../lib/diff.mjs';
import { editsOf, segmentsOf, textOf } from '../lib/edits.mjs';
import { partial } from '../lib/partial.mjs';
import { actionWord, editText, outcomeText } from '../lib/says.mjs';
import { copies } from './copying.mjs';
import { all, copyOf, eachFrame, fill, h, one, uniqueId } from './dom.mjs';
import { showFacts } from './facts.mjs';
import { marked, side } from './marks.mjs';
import { showTrouble } from './trouble.mjs';

export class Proof {
  element = copyOf('proof');
  #answer = '';
  #text = '';
  #segments = [];
  #rejected = new Set();
  #shape = 'marked';
  #drawStream = eachFrame((text) => this.#stream(text));

  constructor(heading) {
    this.#part('heading').textContent = heading;
    const name = uniqueId('shape');
    for (const radio of all('input[type=radio]', this.element)) {
      radio.name = name;
      radio.addEventListener('change', () => {
        this.#shape = radio.value;
        this.#draw();
      });
    }
    copies(this.#part('copy'), () => textOf(this.#segments, this.#rejected));
    this.#part('accept').addEventListener('click', () => this.#decide(new Set()));
    this.#part('reject').addEventListener('click', () =>
      this.#decide(new Set(editsOf(this.#segments).map((edit, number) => number))),
    );
    this.#part('marked').addEventListener('click', ({ target }) => {
      const edit = target.closest('[data-edit]');
      if (edit && this.element.dataset.state === 'done') this.#toggle(Number(edit.dataset.edit));
    });
  }

  #part(name) {
    return one(`[data-part=${name}]`, this.element);
  }

  begin(answer) {
    this.#answer = answer;
    this.#text = '';
    this.#rejected = new Set();
    this.#state('streaming', 'Reading', 'The corrector reads question and answer.');
    this.#drawStream('');
  }

  /** @param {string} delta the next piece of the correction */
  stream(delta) {
    this.#text += delta;
    this.#drawStream(this.#text);
  }

  #stream(text) {
    if (this.element.dataset.state !== 'streaming') return;
    if (text) this.#say('Writing', 'What leaves is decided and never taken back.');
    const { segments, pending } = partial(this.#answer, text);
    fill(this.#part('marked'), marked(segments, { pending }));
  }

  /** @param {object} result of the service, with its edits */
  done(result) {
    this.#segments = result.edits ? segmentsOf(this.#answer, result.edits) : diff(this.#answer, result.correction);
    this.#state(
      'done',
      actionWord(result.action),
      outcomeText(result, editsOf(this.#segments).length),
      result.action.toLowerCase(),
    );
    this.#listEdits();
    showFacts(this.#part('facts'), result);
    this.#draw();
  }

  failed(words, again) {
    this.#state('failed', '', '');
    showTrouble(this.#part('trouble'), words, again);
  }

  stopped() {
    this.#state('idle', 'Stopped', 'Nothing was corrected.');
  }

  #state(state, word, text, action = '') {
    this.element.dataset.state = state;
    this.element.dataset.action = action;
    this.element.setAttribute('aria-busy', state === 'streaming');
    this.#part('trouble').hidden = true;
    this.#say(word, text);
  }

  #say(word, text) {
    this.#part('action').textContent = word;
    this.#part('outcome').textContent = text;
  }

  #draw() {
    if (this.element.dataset.state !== 'done') return;
    for (const shape of ['marked', 'sides', 'text']) this.#part(shape).hidden = shape !== this.#shape;
    const rejected = this.#rejected;
    if (this.#shape === 'marked') fill(this.#part('marked'), marked(this.#segments, { rejected }));
    if (this.#shape === 'text') this.#part('text').textContent = textOf(this.#segments, rejected);
    if (this.#shape === 'sides') {
      fill(this.#part('before'), side(this.#segments, 'before', rejected));
      fill(this.#part('after'), side(this.#segments, 'after', rejected));
    }
  }

  #listEdits() {
    const edits = editsOf(this.#segments);
    this.#part('edits').hidden = edits.length === 0;
    fill(this.#part('list'), ...edits.map((edit, number) => this.#editRow(editText(edit), number)));
  }

  #editRow({ verb, before, after }, number) {
    const box = h('input', { type: 'checkbox', checked: true, onchange: () => this.#toggle(number) });
    const point = (on) => () =>
      one(`[data-part=marked] [data-edit="${number}"]`, this.element)?.classList.toggle('pointed', on);
    return h(
      'li',
      { onpointerenter: point(true), onpointerleave: point(false), onfocusin: point(true), onfocusout: point(false) },
      h(
        'label',
        {},
        box,
        h('span', { class: 'verb' }, verb),
        before && h('q', { class: 'out', dir: 'auto' }, brief(before)),
        before && after && h('span', { class: 'verb' }, 'by'),
        after && h('q', { class: 'in', dir: 'auto' }, brief(after)),
      ),
    );
  }

  #toggle(number) {
    const rejected = new Set(this.#rejected);
    if (!rejected.delete(number)) rejected.add(number);
    this.#decide(rejected);
  }

  #decide(rejected) {
    this.#rejected = rejected;
    all('[data-part=list] input', this.element).forEach((box, number) => {
      box.checked = !rejected.has(number);
    });
    this.#draw();
  }
}

const BRIEF = 140;
const brief = (text) => (text.length > BRIEF ? `${text.slice(0, BRIEF)}…` : text);
