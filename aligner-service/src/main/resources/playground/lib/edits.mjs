// The edits that the service lists, over the answer that they change.

/**
 * @param {{start: number, end: number, replacement: string}[]} edits sorted; offsets in code points of the answer
 * @returns {import('./diff.mjs').Segment[]}
 */
export function segmentsOf(answer, edits) {
  const segments = [];
  const at = unitsOf(answer);
  let from = 0;
  for (const { start, end, replacement } of edits) {
    const [first, last] = [at(start), at(end)];
    if (first > from) segments.push({ same: answer.slice(from, first) });
    segments.push({ before: answer.slice(first, last), after: replacement });
    from = last;
  }
  if (from < answer.length) segments.push({ same: answer.slice(from) });
  return segments;
}

/** Code points to UTF-16 units, for offsets that rise. */
function unitsOf(text) {
  let [points, units] = [0, 0];
  return (offset) => {
    for (; points < offset && units < text.length; points++) units += text.codePointAt(units) > 0xffff ? 2 : 1;
    return units;
  };
}

/**
 * The text with some of the edits.
 *
 * @param {Set<number>} rejected numbers of edits that are not made, from 0
 */
export function textOf(segments, rejected = new Set()) {
  let edit = -1;
  return segments
    .map((segment) => {
      if ('same' in segment) return segment.same;
      edit++;
      return rejected.has(edit) ? segment.before : segment.after;
    })
    .join('');
}

export const editsOf = (segments) => segments.filter((segment) => 'before' in segment);
