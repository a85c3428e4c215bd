// The form: it shows the store and changes it, and knows nothing of what is done with it.
import { EMPTY } from '../lib/request.mjs';
import { scaleOf } from '../lib/strengths.mjs';
import { all, fill, h, one } from './dom.mjs';

/** Fields by the store's names; a field may stand in several views. */
export function bindFields(store) {
  for (const field of all('[data-field]')) {
    field.addEventListener('input', () => {
      store.set({ [field.dataset.field]: field.type === 'range' ? Number(field.value) : field.value });
    });
  }
  store.watch((value, changed) => {
    for (const name of changed) {
      for (const field of all(`[data-field=${name}]`)) {
        if (String(field.value) !== String(value[name])) field.value = value[name];
      }
    }
  });
}

/**
 * @param {string} place where they go
 * @param {(text: string) => string} named the name of an instruction with this text, else the text
 */
export function showExamples(place, examples, store, named, chosen) {
  fill(
    one(place),
    ...examples.map((example) =>
      h(
        'button',
        {
          type: 'button',
          class: 'chip',
          title: example.shows,
          onclick: () => {
            const { question, answer, instruction = '', strength = 1 } = example;
            store.set({
              ...EMPTY,
              model: store.value.model,
              question,
              answer,
              instruction: named(instruction),
              // no further than this corrector goes
              strength: Math.min(strength, Number(one('#strength').max)),
            });
            chosen();
          },
        },
        example.name,
      ),
    ),
  );
}

/** The named instructions of a corrector. */
export function showInstructions(store, instructions) {
  fill(
    one('#instructions'),
    // the service's map has no order
    ...Object.entries(instructions).sort().map(([name, text]) =>
      h(
        'button',
        {
          type: 'button',
          class: 'chip',
          title: text,
          'data-instruction': name,
          onclick: () => store.set({ instruction: store.value.instruction === name ? '' : name }),
        },
        name,
      ),
    ),
  );
  pressInstruction(store.value.instruction);
}

export function pressInstruction(chosen) {
  for (const chip of all('[data-instruction]')) {
    chip.setAttribute('aria-pressed', chip.dataset.instruction === chosen);
  }
}

export function showModels(models) {
  const options = models.map(({ id }) => h('option', { value: id }, id));
  for (const select of all('select[data-field=model]')) fill(select, ...options.map((option) => option.cloneNode(true)));
  fill(one('#other'), h('option', { value: '' }, 'nothing'), ...options);
  one('#compare-more').hidden = models.length > 1;
  one('#other').disabled = models.length < 2;
}

/** The dial of the chosen corrector, from its card. */
export function showStrength(store, card) {
  const scale = scaleOf(card);
  const range = one('#strength');
  Object.assign(range, { min: 0, max: scale.most, step: scale.step });
  store.set({ strength: Math.min(store.value.strength, scale.most) });
  range.value = store.value.strength;
  one('#strength-says').textContent = scale.between
    ? `0 returns the original, 1 is the corrector as trained, up to ${scale.most} goes beyond.`
    : '0 returns the original, 1 is the corrector as trained. This corrector has no reference, so nothing lies between.';
  return scale;
}

export function showStrengthValue(strength) {
  one('#strength-value').textContent = Number(strength.toFixed(2));
}

/** Points at the field that the service names, or at none. */
export function pointAt(field) {
  const names = { 'sampling.temperature': 'temperature', 'sampling.top_p': 'topP', 'sampling.seed': 'seed' };
  const name = names[field] ?? field;
  for (const input of all('#call [data-field]')) {
    const wrong = input.dataset.field === name;
    if (wrong) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
    if (wrong) {
      const details = input.closest('details');
      if (details) details.open = true;
      input.focus();
    }
  }
}
