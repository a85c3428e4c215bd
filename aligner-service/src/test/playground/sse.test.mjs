import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chatBody, chatPath, chunkOf } from '../../main/resources/playground/lib/chat.mjs';
import { SseReader } from '../../main/resources/playground/lib/sse.mjs';

const STREAM = ': corr_1\n\nevent: delta\ndata: {"text":"día 😀"}\n\ndata: one\r\ndata: two\r\n\r\nevent: result\ndata:{"a":1}\n\n';
const EVENTS = [
  { name: 'delta', data: '{"text":"día 😀"}' },
  { name: 'message', data: 'one\ntwo' },
  { name: 'result', data: '{"a":1}' },
];

test('events are the same however their bytes are cut', () => {
  const bytes = new TextEncoder().encode(STREAM);
  for (let size = 1; size <= bytes.length; size++) {
    const reader = new SseReader();
    const events = [];
    for (let at = 0; at < bytes.length; at += size) events.push(...reader.push(bytes.subarray(at, at + size)));
    assert.deepEqual(events, EVENTS, `cut at each ${size}`);
  }
});

test('an event without its end is none', () => {
  assert.deepEqual(new SseReader().push(new TextEncoder().encode('data: half\n')), []);
});

test('a chunk has its text, its note, or the end', () => {
  assert.deepEqual(chunkOf('{"choices":[{"delta":{"content":"Hi"}}]}'), { text: 'Hi' });
  assert.deepEqual(chunkOf('{"choices":[{"delta":{},"finish_reason":"stop"}],"aligner":{"model":"m"}}'), {
    text: '',
    note: { model: 'm' },
  });
  assert.deepEqual(chunkOf('{"error":{"message":"no"}}'), { text: '', error: { message: 'no' } });
  assert.deepEqual(chunkOf('[DONE]'), { text: '', end: true });
  assert.deepEqual(chunkOf('not json'), { text: '' });
});

test('chat completions are found below a route', () => {
  assert.equal(chatPath('/v1/'), '/v1/chat/completions');
  assert.equal(chatPath('/'), '/v1/chat/completions');
  assert.equal(chatPath('/openai'), '/openai/v1/chat/completions');
  assert.equal(chatPath('/openai/v1beta'), '/openai/v1beta/chat/completions');
  assert.equal(chatPath('/v1/chat/completions'), '/v1/chat/completions');
});

test('a request to an upstream says its mode, and an instruction only where there is one', () => {
  assert.deepEqual(chatBody({ question: 'Q', model: 'gpt', instruction: '', mode: 'buffer' }), {
    model: 'gpt',
    stream: true,
    messages: [{ role: 'user', content: 'Q' }],
    aligner: { stream_mode: 'buffer', evidence: 'summary' },
  });
  assert.equal(chatBody({ question: 'Q', model: 'm', instruction: 'safer', mode: 'off' }).aligner.instruction, 'safer');
});
