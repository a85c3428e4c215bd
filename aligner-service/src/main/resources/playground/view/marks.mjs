// A text with its edits marked.
import { h } from './dom.mjs';

/**
 * @param {import('../lib/diff.mjs').Segment[]} segments
 * @param {Set<number>} rejected edits that are not made
 * @param {string} pending of the answer, not decided yet
 */
export function marked(segments, { rejected = new Set(), pending = '' } = {}) {
  const fragment = document.createDocumentFragment();
  let number = -1;
  for (const segment of segments) {
    if ('same' in segment) {
      fragment.append(segment.same);
    } else {
      number++;
      fragment.append(edit(segment, number, rejected.has(number)));
    }
  }
  if (pending) fragment.append(h('span', { class: 'pending' }, pending));
  return fragment;
}

function edit({ before, after }, number, rejected) {
  return h(
    'span',
    { class: rejected ? 'edit rejected' : 'edit', 'data-edit': number },
    before && (rejected ? h('span', { class: 'kept' }, before) : h('del', {}, shown(before))),
    after && !rejected && h('ins', {}, shown(after)),
  );
}

/** An end of a line that is taken out or put in would not be seen. */
const shown = (text) => (text.trim() === '' && text.includes('\n') ? text.replaceAll('\n', '↵\n') : text);

/** One side of it: the answer with what went, or the correction with what came. */
export function side(segments, which, rejected = new Set()) {
  const fragment = document.createDocumentFragment();
  let number = -1;
  for (const segment of segments) {
    if ('same' in segment) {
      fragment.append(segment.same);
      continue;
    }
    number++;
    const off = rejected.has(number);
    if (which === 'before') fragment.append(segment.before && !off ? h('del', {}, segment.before) : segment.before);
    else fragment.append(off ? segment.before : segment.after && h('ins', {}, segment.after));
  }
  return fragment;
}
