// What the form says, as a request. Fields that say nothing are left out: the service's defaults are the service's.

/** What a page begins with. */
export const EMPTY = Object.freeze({
  question: '',
  answer: '',
  instruction: '',
  strength: 1,
  temperature: '',
  topP: '',
  seed: '',
  model: '',
});

/** @param {typeof EMPTY} form */
export function bodyOf(form) {
  const sampling = {
    ...number('temperature', form.temperature),
    ...number('top_p', form.topP),
    ...number('seed', form.seed),
  };
  return {
    question: form.question,
    answer: form.answer,
    ...(form.instruction.trim() && { instruction: form.instruction.trim() }),
    ...(form.strength !== 1 && { strength: form.strength }),
    ...(form.model && { model: form.model }),
    ...(Object.keys(sampling).length > 0 && { sampling }),
    evidence: 'full',
  };
}

/** A number as it was typed; what is none goes as it is, for the service to say what is wrong with it. */
function number(name, typed) {
  const text = String(typed).trim();
  if (text === '') return {};
  const value = Number(text);
  return { [name]: Number.isFinite(value) ? value : text };
}
