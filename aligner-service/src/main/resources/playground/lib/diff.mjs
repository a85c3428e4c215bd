// A word diff that stays fast where texts are long or have little in common: common ends are cut off, small differences are
// found exactly (Myers 1986), large ones are first cut at words that occur once in both texts (patience).
import { isSpace, words } from './words.mjs';

/** Above so many single changes an exact diff costs too much, and nobody could read it. */
const MOST_EXACT = 256;

/**
 * @typedef {{same: string} | {before: string, after: string}} Segment
 * @returns {Segment[]} joined, `same` and `before` give the one text, `same` and `after` the other
 */
export function diff(before, after) {
  const a = words(before);
  const b = words(after);
  const ids = new Map();
  const id = (word) => ids.get(word) ?? ids.set(word, ids.size).get(word);
  const pairs = matches(Int32Array.from(a, id), Int32Array.from(b, id), (at) => !isSpace(a[at]));
  return joined(segments(a, b, pairs));
}

/** Positions that go together, as flat [a, b, a, b, …], rising in both. */
function matches(a, b, telling) {
  const found = [];
  const open = [[0, a.length, 0, b.length]];
  while (open.length > 0) {
    let [a0, a1, b0, b1] = open.pop();
    const tail = [];
    while (a0 < a1 && b0 < b1 && a[a0] === b[b0]) found.push(a0++, b0++);
    while (a0 < a1 && b0 < b1 && a[a1 - 1] === b[b1 - 1]) tail.push(--b1, --a1);
    if (a0 < a1 && b0 < b1 && !exact(a, b, a0, a1, b0, b1, found)) {
      const anchors = unique(a, b, a0, a1, b0, b1, telling);
      let [fromA, fromB] = [a0, b0];
      for (const [atA, atB] of anchors) {
        open.push([fromA, atA, fromB, atB]);
        found.push(atA, atB);
        [fromA, fromB] = [atA + 1, atB + 1];
      }
      if (anchors.length > 0) open.push([fromA, a1, fromB, b1]);
    }
    while (tail.length > 0) found.push(tail.pop(), tail.pop());
  }
  return sorted(found);
}

function sorted(flat) {
  const pairs = [];
  for (let i = 0; i < flat.length; i += 2) pairs.push([flat[i], flat[i + 1]]);
  return pairs.sort((one, other) => one[0] - other[0]);
}

/** The shortest edit script, or false where it has more than the most. */
function exact(a, b, a0, a1, b0, b1, found) {
  const n = a1 - a0;
  const m = b1 - b0;
  const most = Math.min(n + m, MOST_EXACT);
  if (Math.abs(n - m) > most) return false;
  const furthest = new Int32Array(2 * most + 3);
  const trace = [];
  for (let d = 0; d <= most; d++) {
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && furthest[most + k] < furthest[most + k + 2]);
      let x = down ? furthest[most + k + 2] : furthest[most + k] + 1;
      while (x < n && x - k < m && a[a0 + x] === b[b0 + x - k]) x++;
      furthest[most + k + 1] = x;
      if (x >= n && x - k >= m) {
        walk(trace, most, d, n, m, a0, b0, found);
        return true;
      }
    }
    trace.push(furthest.slice());
  }
  return false;
}

/** Back from the end of the script, keeping its diagonals. */
function walk(trace, most, length, n, m, a0, b0, found) {
  let x = n;
  let y = m;
  for (let d = length; d > 0; d--) {
    const furthest = trace[d - 1];
    const k = x - y;
    const down = k === -d || (k !== d && furthest[most + k] < furthest[most + k + 2]);
    const fromX = down ? furthest[most + k + 2] : furthest[most + k];
    const fromY = fromX - (down ? k + 1 : k - 1);
    while (x > fromX && y > fromY) found.push(a0 + --x, b0 + --y);
    [x, y] = [fromX, fromY];
  }
  while (x > 0 && y > 0) found.push(a0 + --x, b0 + --y);
}

/** Words that occur once in each, in the longest order that both have them in. */
function unique(a, b, a0, a1, b0, b1, telling) {
  const once = (words, from, to) => {
    const at = new Map();
    for (let i = from; i < to; i++) at.set(words[i], at.has(words[i]) ? -1 : i);
    return at;
  };
  const inA = once(a, a0, a1);
  const inB = once(b, b0, b1);
  const pairs = [];
  for (const [word, atA] of inA) {
    const atB = inB.get(word) ?? -1;
    if (atA >= 0 && atB >= 0 && telling(atA)) pairs.push([atA, atB]);
  }
  return longestRising(pairs);
}

function longestRising(pairs) {
  const tops = [];
  const previous = new Array(pairs.length);
  pairs.forEach(([, value], i) => {
    let [low, high] = [0, tops.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[tops[middle]][1] < value) low = middle + 1;
      else high = middle;
    }
    previous[i] = low > 0 ? tops[low - 1] : -1;
    tops[low] = i;
  });
  const rising = [];
  for (let i = tops.at(-1) ?? -1; i >= 0; i = previous[i]) rising.push(pairs[i]);
  return rising.reverse();
}

function segments(a, b, pairs) {
  const out = [];
  let [i, j] = [0, 0];
  const edit = (toA, toB) => {
    if (i < toA || j < toB) out.push({ before: a.slice(i, toA).join(''), after: b.slice(j, toB).join('') });
  };
  for (const [atA, atB] of pairs) {
    edit(atA, atB);
    const last = out.at(-1);
    if (last && 'same' in last) last.same += a[atA];
    else out.push({ same: a[atA] });
    [i, j] = [atA + 1, atB + 1];
  }
  edit(a.length, b.length);
  return out;
}

/** A phrase that took the place of another reads as one edit, not as one for each word. */
function joined(list) {
  const out = [];
  for (const segment of list) {
    const [edit, gap] = [out.at(-2), out.at(-1)];
    if ('before' in segment && edit && 'before' in edit && gap && 'same' in gap && isSpace(gap.same)) {
      edit.before += gap.same + segment.before;
      edit.after += gap.same + segment.after;
      out.pop();
    } else {
      out.push('same' in segment ? segment : { ...segment });
    }
  }
  return out;
}
