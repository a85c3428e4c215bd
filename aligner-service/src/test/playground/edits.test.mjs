import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editsOf, segmentsOf, textOf } from '../../main/resources/playground/lib/edits.mjs';
import { partial } from '../../main/resources/playground/lib/partial.mjs';
import { texts } from './texts.mjs';

const ANSWER = 'A 😀 damn semicolon is missing, you idiot.';
const EDITS = [
  { start: 4, end: 9, replacement: '' },
  { start: 29, end: 40, replacement: '' },
];

test('offsets count code points', () => {
  assert.deepEqual(segmentsOf(ANSWER, EDITS), [
    { same: 'A 😀 ' },
    { before: 'damn ', after: '' },
    { same: 'semicolon is missing' },
    { before: ', you idiot', after: '' },
    { same: '.' },
  ]);
});

test('the result has the edits that are accepted', () => {
  const segments = segmentsOf(ANSWER, EDITS);
  assert.equal(textOf(segments), 'A 😀 semicolon is missing.');
  assert.equal(textOf(segments, new Set([0])), 'A 😀 damn semicolon is missing.');
  assert.equal(textOf(segments, new Set([0, 1])), ANSWER);
  assert.equal(editsOf(segments).length, 2);
});

test('an insertion at either end has its place', () => {
  assert.deepEqual(segmentsOf('b', [
    { start: 0, end: 0, replacement: 'a' },
    { start: 1, end: 1, replacement: 'c' },
  ]), [{ before: '', after: 'a' }, { same: 'b' }, { before: '', after: 'c' }]);
});

test('no edits leave one piece, and an empty answer none', () => {
  assert.deepEqual(segmentsOf('as it was', []), [{ same: 'as it was' }]);
  assert.deepEqual(segmentsOf('', []), []);
});

test('a correction that follows the answer leaves the rest undecided', () => {
  assert.deepEqual(partial('one two', 'one'), { segments: [{ same: 'one' }], pending: ' two' });
  assert.deepEqual(partial('one two', ''), { segments: [], pending: 'one two' });
});

test('what has come and what is undecided together are all of both texts', () => {
  const all = texts(300);
  for (let i = 0; i + 1 < all.length; i++) {
    const { segments, pending } = partial(all[i], all[i + 1]);
    assert.equal(textOf(segments), all[i + 1]);
    assert.equal(textOf(segments, new Set(segments.keys())) + pending, all[i]);
  }
});
