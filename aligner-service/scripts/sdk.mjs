// Runs the official JavaScript SDKs of OpenAI and Anthropic against the proxy, whole and streamed.
//
//   npm install openai @anthropic-ai/sdk
//   sdk.py 9999 serve &
//   node sdk.mjs PROXY_URL
//
// The service needs a route to that upstream, as in sdk.py. Ends with 1 if something is not as it should be.
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';

const proxy = process.argv[2];
const client = new OpenAI({ baseURL: proxy + '/v1', apiKey: 'theirs' });
const claude = new Anthropic({ baseURL: proxy, apiKey: 'theirs' });
const messages = [{ role: 'user', content: 'Why does my code not compile?' }];
let failed = 0;

function check(name, text, extra = true) {
  const good = !/damn|idiot/.test(text) && text.includes('semicolon on line 3') && text.endsWith('it compiles.') && extra;
  console.log(`${good ? 'ok     ' : 'FAILED '}${name}: ${text}`);
  failed += good ? 0 : 1;
}

const whole = await client.chat.completions.create({ model: 'm', messages });
check('OpenAI chat', whole.choices[0].message.content, whole.usage.total_tokens === 12);
check('OpenAI Responses', (await client.responses.create({ model: 'm', input: messages[0].content })).output_text);
check('Anthropic', (await claude.messages.create({ model: 'm', max_tokens: 99, messages })).content[0].text);
for (const mode of ['window', 'buffer']) {
  const headers = { 'x-aligner-stream-mode': mode };
  let text = '';
  let usage = 0;
  const chunks = await client.chat.completions.create(
    { model: 'm', messages, stream: true, stream_options: { include_usage: true } }, { headers });
  for await (const chunk of chunks) {
    text += chunk.choices[0]?.delta?.content ?? '';
    usage = chunk.usage?.total_tokens ?? usage;
  }
  check('OpenAI chat, ' + mode, text, usage === 12);

  text = '';
  let last = null;
  let number = 0;
  let counted = true;
  for await (const event of await client.responses.create({ model: 'm', input: messages[0].content, stream: true }, { headers })) {
    counted &&= event.sequence_number === number++;
    if (event.type === 'response.output_text.delta') text += event.delta;
    last = event;
  }
  check('OpenAI Responses, ' + mode, text, counted && last.response.output[0].content[0].text === text);

  const stream = claude.messages.stream({ model: 'm', max_tokens: 99, messages }, { headers });
  const final = await stream.finalMessage();
  check('Anthropic, ' + mode, final.content[0].text, final.usage.output_tokens === 3);
}
process.exit(failed ? 1 : 0);
