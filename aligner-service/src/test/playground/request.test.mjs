import assert from 'node:assert/strict';
import { test } from 'node:test';
import { curveOf } from '../../main/resources/playground/lib/curve.mjs';
import { explained } from '../../main/resources/playground/lib/problem.mjs';
import { bodyOf, EMPTY } from '../../main/resources/playground/lib/request.mjs';
import { acceptanceText, marginText, outcomeText, timingParts } from '../../main/resources/playground/lib/says.mjs';
import { Store } from '../../main/resources/playground/lib/store.mjs';
import { scaleOf, sweepOf } from '../../main/resources/playground/lib/strengths.mjs';

test('what the form does not say is not in the request', () => {
  assert.deepEqual(bodyOf({ ...EMPTY, question: 'Q', answer: 'A' }), { question: 'Q', answer: 'A', evidence: 'full' });
});

test('what it says is', () => {
  const form = { ...EMPTY, instruction: ' safer ', strength: 0.5, temperature: '0.7', topP: '0.9', seed: '7', model: 'm' };
  assert.deepEqual(bodyOf(form), {
    question: '', answer: '', instruction: 'safer', strength: 0.5, model: 'm',
    sampling: { temperature: 0.7, top_p: 0.9, seed: 7 }, evidence: 'full',
  });
});

test('what is no number goes as it was typed, for the service to refuse', () => {
  assert.deepEqual(bodyOf({ ...EMPTY, seed: 'seven' }).sampling, { seed: 'seven' });
});

test('a problem names field and limit', () => {
  const problem = { title: 'Invalid field', code: 'invalid_field', field: 'strength', detail: 'strength: 3.0 (expected: 0 or 1)', request_id: 'req_1' };
  assert.deepEqual(explained(422, problem), {
    title: 'Something is wrong with “strength”', text: 'strength: 3.0 (expected: 0 or 1)', field: 'strength', id: 'req_1',
  });
});

test('a full queue says when to come back, in seconds or as a date', () => {
  const problem = { title: 'Queue full', code: 'queue_full', detail: 'queue: 32 waiting (expected: fewer)' };
  assert.equal(explained(503, problem, '2').wait, 2);
  assert.ok(explained(503, problem, new Date(Date.now() + 9000).toUTCString()).wait >= 7);
  assert.equal(explained(503, problem).wait, undefined);
});

test('a detail is not said twice', () => {
  const failed = explained(500, { code: 'model_failed', title: 'Engine failed', detail: 'the engine failed' });
  assert.equal(failed.text, 'The model failed.');
  const full = explained(503, { code: 'queue_full', title: 'Queue full', detail: 'queue: 32 waiting (expected: fewer)' });
  assert.equal(full.text, 'Every place in the queue is taken. queue: 32 waiting (expected: fewer)');
});

test('a failure without a body has words too', () => {
  assert.equal(explained(401, null).title, 'A key is needed');
  assert.equal(explained(403, null).locked, true);
  assert.equal(explained(503, null).locked, undefined);
  assert.match(explained(502, null).text, /502/);
});

test('a provider’s error is read', () => {
  assert.equal(explained(400, { error: { message: 'stream_mode: no' } }).text, 'stream_mode: no.');
});

test('results are said in words', () => {
  assert.equal(outcomeText({ action: 'CORRECTED', edit_ratio: 0.123 }, 2), '2 edits, 12 % of the text.');
  assert.match(outcomeText({ action: 'BYPASSED', reason: 'too_large', edit_ratio: 0 }, 0), /do not fit/);
  assert.match(marginText(11.35), /85,000 times/);
  assert.match(marginText(-1), /unchanged text 2\.7 times/);
  assert.match(acceptanceText({ completion_tokens: 17, accepted_draft_tokens: 15 }, { passes: 3 }), /15 of 17 tokens/);
});

test('parts of a time are never below 0', () => {
  const parts = timingParts({ queue_ms: 5, prefill_ms: 79, decode_ms: 66, total_ms: 149 });
  assert.deepEqual(parts.map(({ ms }) => ms), [5, 79, 66, 0]);
});

test('strengths are those of the card', () => {
  assert.deepEqual(sweepOf(scaleOf({ strengths: [0, 1], strengths_between: false })), [0, 1]);
  assert.deepEqual(sweepOf(scaleOf({ strengths: [0, 1], strengths_between: true })), [0, 0.25, 0.5, 0.75, 1]);
  assert.deepEqual(sweepOf(scaleOf({ strengths: [0, 1.5], strengths_between: true })), [0, 0.5, 1, 1.25, 1.5]);
});

test('a store tells once, what changed, and nothing where nothing did', () => {
  const store = new Store({ a: 1, b: 2 });
  const told = [];
  const stop = store.watch((value, changed) => told.push(changed));
  store.set({ a: 1 });
  store.set({ a: 3, b: 2 });
  stop();
  store.set({ a: 4 });
  assert.deepEqual(told, [['a', 'b'], ['a']]);
});

test('a curve rises where text came and reaches the top with the last of it', () => {
  const path = curveOf([{ at: 0, chars: 5 }, { at: 50, chars: 5 }], { span: 100, chars: 10, width: 200, height: 40 });
  assert.equal(path, 'M0 40H0V20H100V0H200V40Z');
});
