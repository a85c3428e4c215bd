import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diff } from '../../main/resources/playground/lib/diff.mjs';
import { words } from '../../main/resources/playground/lib/words.mjs';
import { random, texts } from './texts.mjs';

const before = (segments) => segments.map((s) => ('same' in s ? s.same : s.before)).join('');
const after = (segments) => segments.map((s) => ('same' in s ? s.same : s.after)).join('');
const edits = (segments) => segments.filter((s) => 'before' in s);

test('words joined are the text', () => {
  for (const text of texts(300)) assert.equal(words(text).join(''), text);
});

test('both texts can be read off the segments', () => {
  const all = texts(600);
  for (let i = 0; i + 1 < all.length; i++) {
    const segments = diff(all[i], all[i + 1]);
    assert.equal(before(segments), all[i]);
    assert.equal(after(segments), all[i + 1]);
  }
});

test('no edit changes nothing, and no two stand side by side', () => {
  const all = texts(300);
  for (let i = 0; i + 1 < all.length; i++) {
    const segments = diff(all[i], all[i + 1]);
    for (const { before, after } of edits(segments)) assert.notEqual(before, after);
    segments.forEach((s, at) => assert.ok(!('before' in s && segments[at + 1] && 'before' in segments[at + 1])));
  }
});

test('equal texts have no edit', () => {
  for (const text of texts(50)) assert.deepEqual(edits(diff(text, text)), []);
});

test('a word taken out is one edit', () => {
  assert.deepEqual(diff('a damn semicolon', 'a semicolon'), [
    { same: 'a ' },
    { before: 'damn ', after: '' },
    { same: 'semicolon' },
  ]);
});

test('a phrase that is replaced is one edit', () => {
  assert.deepEqual(edits(diff('say that you are an idiot now', 'say that nobody was there now')), [
    { before: 'you are an idiot', after: 'nobody was there' },
  ]);
});

test('scripts without spaces are cut at characters', () => {
  assert.deepEqual(edits(diff('长城全长八千公里', '长城全长九千公里')), [{ before: '八', after: '九' }]);
});

test('the fewest edits are found where there are few', () => {
  const next = random(7);
  for (let round = 0; round < 100; round++) {
    const base = Array.from({ length: 40 }, () => `w${next() % 9}`);
    const changed = base.filter(() => next() % 10 > 0);
    const gone = base.length - changed.length;
    const cost = edits(diff(base.join('|'), changed.join('|')))
      .flatMap((e) => [...words(e.before), ...words(e.after)])
      .filter((word) => word !== '|').length;
    assert.ok(cost <= gone, `${cost} words changed, ${gone} were taken out`);
  }
});

test('long texts with many edits, and with nothing in common, are compared in bounded work', () => {
  const sentence = (i) => `Sentence number ${i} says something that is true of ${i * 7}, and it ends here. `;
  const long = Array.from({ length: 700 }, (_, i) => sentence(i)).join('');
  const edited = Array.from({ length: 700 }, (_, i) => (i % 3 ? sentence(i) : `Another ${i} one. `)).join('');
  assert.ok(long.length > 50_000);
  const started = process.cpuUsage();
  assert.equal(after(diff(long, edited)), edited);
  assert.equal(after(diff(long, '完全不同'.repeat(10_000))), '完全不同'.repeat(10_000));
  assert.equal(after(diff('ab '.repeat(17_000), 'ba '.repeat(17_000))), 'ba '.repeat(17_000));
  const seconds = process.cpuUsage(started).user / 1e6;
  // an unbounded one takes minutes; this takes a quarter of a second
  assert.ok(seconds < 10, `${seconds} s of processor time`);
});
