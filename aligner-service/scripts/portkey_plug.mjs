// Runs Portkey's gateway with the plug as a webhook behind the model, and an upstream of its own.
//
//   npm install @portkey-ai/gateway
//   node portkey_plug.mjs SERVICE_URL [GATEWAY_PORT]
//
// Start the service with --aligner.plugs.enabled=portkey and, on a slow machine, a longer --aligner.plugs.deadline.portkey. The
// upstream gives the same two rude answers to everything; the corrector must have taken the rudeness out of both. Streams are not
// corrected: the gateway calls the hook without their text. The hook is the one of docs/plugs.md, for another address and on a slower
// machine. Ends with 1 if something is not as it should be.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import path from 'node:path';

const service = process.argv[2];
const port = Number(process.argv[3] ?? 8787);
const ANSWER = 'Paris, you stupid idiot.';
const PROMPT = [{ role: 'user', content: 'What is the capital of France?' }];
const seen = [];
let failed = 0;

function check(name, good, shown) {
  console.log(`${good ? 'ok     ' : 'FAILED '}${name}: ${shown}`);
  failed += good ? 0 : 1;
}

const upstream = createServer(async (request, response) => {
  let body = '';
  for await (const piece of request) body += piece;
  const asked = JSON.parse(body);
  seen.push(asked);
  if (asked.stream) {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const delta = { id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm' };
    response.write(`data: ${JSON.stringify({ ...delta, choices: [{ index: 0, delta: { content: ANSWER }, finish_reason: null }] })}\n\n`);
    response.end(`data: ${JSON.stringify({ ...delta, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`);
    return;
  }
  const status = asked.model === 'broken' ? 429 : 200;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(status === 429 ? { error: { message: ANSWER, type: 'x' } } : {
    id: 'c1', object: 'chat.completion', created: 1, model: 'm', usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 },
    choices: [0, 1].map((index) => ({ index, message: { role: 'assistant', content: ANSWER }, finish_reason: 'stop' })),
  }));
});
await new Promise((listening) => upstream.listen(0, '127.0.0.1', listening));

const script = process.env.PORTKEY_GATEWAY
  ?? path.join(path.dirname(createRequire(process.cwd() + '/').resolve('@portkey-ai/gateway/package.json')), 'build/start-server.js');
const gateway = spawn(process.execPath, [script, `--port=${port}`, '--headless'], { stdio: ['ignore', 'ignore', 'inherit'] });

const page = readFileSync(new URL('../../docs/plugs.md', import.meta.url), 'utf8');
const [, block] = page.match(/<!-- held by: \S*portkey_plug\.mjs -->\n```yaml\n([^]*?)```/);
const shown = JSON.parse(block.replace('http://127.0.0.1:8080', service));
const [after] = shown.after_request_hooks;
const hook = (id) => ({ ...after, id, checks: after.checks.map((check) => ({ ...check, parameters: { ...check.parameters, timeout: 120000 } })) });
const config = JSON.stringify({ before_request_hooks: [hook('before')], after_request_hooks: [hook(after.id)] });

const ask = (more) => fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
  method: 'POST',
  headers: {
    'content-type': 'application/json', authorization: 'Bearer theirs', 'x-portkey-provider': 'openai',
    'x-portkey-custom-host': `http://127.0.0.1:${upstream.address().port}/v1`, 'x-portkey-config': config,
  },
  body: JSON.stringify({ model: 'm', messages: PROMPT, ...more }),
});

try {
  for (let tries = 0; ; tries++) {
    try {
      await fetch(`http://127.0.0.1:${port}/`);
      break;
    } catch (error) {
      if (tries > 120) throw error;
      await sleep(500);
    }
  }
  const whole = await ask({ n: 2 });
  const body = await whole.json();
  const texts = body.choices?.map((choice) => choice.message.content) ?? [];
  check('whole', whole.status === 200 && texts.length === 2 && texts.every((text) => /Paris/.test(text) && !/idiot|stupid/.test(text))
    && body.usage.total_tokens === 12, JSON.stringify(texts) + ' ' + whole.status);
  const done = body.hook_results?.after_request_hooks?.find((result) => result.id === after.id)?.checks?.[0]?.data?.responseData;
  check('evidence', done?.action === 'CORRECTED' && /^corr_/.test(done.aligner_id ?? ''), JSON.stringify(done));
  const broken = await ask({ model: 'broken' });
  check('error of the upstream', broken.status === 429, `${broken.status}`);
  const stream = await ask({ stream: true });
  const events = await stream.text();
  // on some versions of Node the gateway fails at every stream, with or without a hook
  if (stream.status === 500) console.log(`skipped a stream: the gateway says ${events}`);
  else check('a stream passes as it came', events.includes(ANSWER), events.split('\n')[0]);
  check('the prompt', seen.every((asked) => JSON.stringify(asked.messages) === JSON.stringify(PROMPT)), `${seen.length} requests`);
} finally {
  gateway.kill();
  upstream.close();
}
process.exit(failed ? 1 : 0);
