// The same answer at several strengths, side by side.
import { correct, Failure } from '../net/api.mjs';
import { diff } from '../lib/diff.mjs';
import { segmentsOf } from '../lib/edits.mjs';
import { partial } from '../lib/partial.mjs';
import { bodyOf } from '../lib/request.mjs';
import { actionWord, percent, reasonText } from '../lib/says.mjs';
import { sweepOf } from '../lib/strengths.mjs';
import { eachFrame, fill, h, one } from './dom.mjs';
import { marked } from './marks.mjs';
import { say } from './said.mjs';

/** @param {{between: boolean, most: number}} scale of the chosen corrector */
export function explainSweep(scale) {
  one('#sweep-says').textContent = scale.between
    ? 'Reference and corrector read in step, and their next words are mixed: one answer at five strengths.'
    : 'This corrector serves its two ends only. What lies between and beyond needs a reference in its aligner.json; with one, five strengths stand here.';
}

/**
 * @param {(strength: number) => void} choose takes a strength over into the form
 * @returns when all of them are there
 */
export async function sweep(form, scale, signal, choose) {
  const cards = sweepOf(scale).map((strength) => card(form.answer, strength, choose));
  fill(one('#strip'), ...cards.map(({ element }) => element));
  await Promise.all(cards.map(({ run }) => run(form, signal)));
  say('All strengths are there.');
}

function card(answer, strength, choose) {
  const text = h('p', { class: 'text', dir: 'auto' });
  const word = h('span', { class: 'word' }, '…');
  const why = h('p', { class: 'small' });
  const element = h(
    'li',
    { class: 'card', 'aria-busy': 'true' },
    h('button', { type: 'button', class: 'dial', onclick: () => choose(strength), title: 'Use this strength' }, `${strength}`),
    word,
    text,
    why,
  );
  let came = '';
  const draw = eachFrame(() => {
    if (element.getAttribute('aria-busy') !== 'true') return;
    const { segments, pending } = partial(answer, came);
    fill(text, marked(segments, { pending }));
  });
  const run = async (form, signal) => {
    try {
      const result = await correct(
        bodyOf({ ...form, strength }),
        (delta) => {
          came += delta;
          draw();
        },
        signal,
      );
      const segments = result.edits ? segmentsOf(answer, result.edits) : diff(answer, result.correction);
      fill(text, marked(segments));
      why.textContent = reasonText(result.reason);
      word.textContent =
        result.action === 'CORRECTED' ? `${percent(result.edit_ratio)} edited` : actionWord(result.action).toLowerCase();
      element.dataset.action = result.action.toLowerCase();
    } catch (error) {
      word.textContent = error instanceof Failure ? error.explained.title : 'stopped';
      text.textContent = error instanceof Failure ? error.explained.text : '';
      element.dataset.action = 'failed';
    }
    element.setAttribute('aria-busy', 'false');
  };
  return { element, run };
}
