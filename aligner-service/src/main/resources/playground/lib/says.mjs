// Results in words and numbers for people.

const ACTIONS = {
  NONE: { word: 'Unchanged', text: 'The corrector read the answer and found nothing to change.' },
  CORRECTED: { word: 'Corrected', text: '' },
  BYPASSED: { word: 'Left alone', text: '' },
  BLOCKED: { word: 'Blocked', text: 'A policy put a configured text in the place of the answer.' },
  FAILED: { word: 'Failed', text: '' },
};

const REASONS = {
  strength_zero: 'Strength 0 is the original by definition: the model did not run.',
  no_text: 'There is no text to correct.',
  too_large: 'Question and answer do not fit into the window that this model works in.',
  empty_output: 'The model wrote nothing, so its output was discarded.',
  looping_output: 'The model repeated itself without end, so its output was discarded.',
  template_leak: 'The model wrote its own prompt’s markers, so its output was discarded.',
  code_changed: 'Without being asked to, the model changed code, so its output was discarded.',
  edit_budget: 'Without being asked to, the model took out or put in a whole passage, so its output was discarded.',
  fact_added: 'The model brought in a number or an address that the answer does not have, so its output was discarded.',
  output_too_long: 'The output was far longer than the answer, so it was discarded.',
  output_cut_off: 'The output hit a length limit in the middle, so it was discarded.',
  below_margin: 'The corrector would change something, but is not sure enough of it.',
  queue_full: 'The queue was full.',
  deadline: 'It was not done in time.',
  model_failed: 'The model failed.',
};

export const actionWord = (action) => ACTIONS[action]?.word ?? action;

export const reasonText = (reason) => (reason ? (REASONS[reason] ?? reason.replaceAll('_', ' ')) : '');

/** One sentence on what was done. */
export function outcomeText(result, edits) {
  if (result.reason) return reasonText(result.reason);
  if (result.action !== 'CORRECTED') return ACTIONS[result.action]?.text ?? '';
  return `${plural(edits, 'edit')}, ${percent(result.edit_ratio)} of the text.`;
}

/** By how much more probable; the logarithm says little to most people. */
export function marginText(margin) {
  if (margin === null || margin === undefined) return 'Not asked for: nothing was to be weighed.';
  const times = Math.exp(Math.abs(margin));
  const size = times >= 1e6 ? 'over a million' : rounded(times);
  return margin >= 0
    ? `The corrector finds its text ${size} times as probable as the unchanged one.`
    : `The corrector finds the unchanged text ${size} times as probable as its own.`;
}

const rounded = (times) => (times < 10 ? times.toFixed(1) : Number(times.toPrecision(2)).toLocaleString('en'));

/** What drafts saved. */
export function acceptanceText(usage, timings) {
  const { completion_tokens: written, accepted_draft_tokens: copied } = usage;
  if (timings.passes === 0) return 'The model did not run.';
  if (written === 0) return `Nothing had to be written: ${plural(timings.passes, 'pass', 'passes')} of the model confirmed the answer.`;
  return `${copied} of ${plural(written, 'token')} copied from the answer, in ${plural(timings.passes, 'pass', 'passes')} of the model.`;
}

export function readText(usage) {
  const cached = usage.cached_prompt_tokens > 0 ? `, ${usage.cached_prompt_tokens} of them known already` : '';
  return `${plural(usage.prompt_tokens, 'token')} read${cached}.`;
}

/** The parts of the whole time, none below 0: each is rounded down by itself. */
export function timingParts(timings) {
  const known = timings.queue_ms + timings.prefill_ms + timings.decode_ms;
  return [
    { name: 'waiting', ms: timings.queue_ms },
    { name: 'reading', ms: timings.prefill_ms },
    { name: 'writing', ms: timings.decode_ms },
    { name: 'weighing', ms: Math.max(0, timings.total_ms - known) },
  ];
}

/** What an edit does, for a list of edits and for who hears it. */
export function editText({ before, after }) {
  if (after === '') return { verb: 'Take out', before, after };
  if (before === '') return { verb: 'Put in', before, after };
  return { verb: 'Replace', before, after };
}

export const plural = (count, one, many = `${one}s`) => `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

export const percent = (ratio) => `${(100 * ratio).toFixed(ratio > 0 && ratio < 0.1 ? 1 : 0)} %`;

export const duration = (ms) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`);
