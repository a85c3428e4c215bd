// An upstream for the tests: streams one rude answer as OpenAI's chat completions, a word at a time.
import { createServer } from 'node:http';

import { SAID } from './said.mjs';

const WORD_MS = 40;

createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const words = SAID.match(/\s*\S+/g);
  const event = (delta, finish = null) =>
    response.write(`data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'mock', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`);
  event({ role: 'assistant', content: '' });
  const timer = setInterval(() => {
    const word = words.shift();
    if (word) return event({ content: word });
    clearInterval(timer);
    event({}, 'stop');
    response.end('data: [DONE]\n\n');
  }, WORD_MS);
  response.on('close', () => clearInterval(timer));
}).listen(Number(process.argv[2]), '127.0.0.1');
