// A correction that is still coming, over the answer that it corrects.
import { diff } from './diff.mjs';

/**
 * @param {string} text what has come of it
 * @returns {{segments: import('./diff.mjs').Segment[], pending: string}} what is decided, and the rest of the answer
 */
export function partial(answer, text) {
  if (answer.startsWith(text)) {
    return { segments: text === '' ? [] : [{ same: text }], pending: answer.slice(text.length) };
  }
  const segments = diff(answer, text);
  const last = segments.at(-1);
  if (!last || !('before' in last)) return { segments, pending: '' };
  // whether the rest of the answer stays nobody knows yet
  return {
    segments: last.after === '' ? segments.slice(0, -1) : [...segments.slice(0, -1), { before: '', after: last.after }],
    pending: last.before,
  };
}
