import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { broken, correct, HERE, onPage, part, proof } from './browser.mjs';
import { SAID } from './said.mjs';

const RUDE = 'You missed a damn semicolon on line 3, you idiot. Add it and it compiles.';
const CLEAN = 'You missed a semicolon on line 3. Add it and it compiles.';
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());
/** What stands beside a correction and its edits. */
const ENDED = {
  id: 'corr_1', model: 'm', action: 'CORRECTED', edit_ratio: 0.02, margin: 9.5, reason: null, finish_reason: 'stop', strength: 1,
  usage: { prompt_tokens: 12000, cached_prompt_tokens: 0, completion_tokens: 11000, accepted_draft_tokens: 10500 },
  timings: { queue_ms: 0, prefill_ms: 9000, decode_ms: 3000, total_ms: 12500, passes: 500, draft_tokens: 12000 },
};
/** What nobody but the keyboard does. */
const tabTo = async (page, locator, key = 'Tab') => {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press(key);
    if (await locator.evaluate((element) => element === document.activeElement)) return;
  }
  assert.fail(`not reached by ${key}: ${locator}`);
};
/** Without scrolling to the side. */
const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
const example = (page, name) => page.getByRole('group', { name: 'Examples' }).getByRole('button', { name, exact: true }).click();

test('a rude answer is corrected, its edits marked, and one of them taken back', () =>
  onPage({}, async (page) => {
    await correct(page);
    assert.equal(await part(page, 'action').textContent(), 'Corrected');
    assert.match(await part(page, 'outcome').textContent(), /^2 edits, /);
    assert.deepEqual(await part(page, 'marked').locator('del').allTextContents(), ['damn ', ', you idiot']);
    assert.match(await part(page, 'facts').textContent(), /times as probable.*copied from the answer.*reading/s);
    await part(page, 'copy').click();
    assert.equal(await clipboard(page), CLEAN);

    await page.getByRole('checkbox', { name: /damn/ }).uncheck();
    await part(page, 'copy').click();
    assert.equal(await clipboard(page), 'You missed a damn semicolon on line 3. Add it and it compiles.');
    await page.getByRole('radio', { name: 'Text' }).check({ force: true });
    assert.equal(await part(page, 'text').textContent(), 'You missed a damn semicolon on line 3. Add it and it compiles.');

    await page.getByRole('button', { name: 'Reject all' }).click();
    assert.equal(await part(page, 'text').textContent(), RUDE);
    await page.getByRole('button', { name: 'Accept all' }).click();
    await page.getByRole('radio', { name: 'Side by side' }).check({ force: true });
    assert.equal(await part(page, 'before').textContent(), RUDE);
    assert.equal(await part(page, 'after').textContent(), CLEAN);
    assert.equal(await part(page, 'after').locator('del').count(), 0);

    await page.getByRole('radio', { name: 'Marked' }).check({ force: true });
    await part(page, 'marked').locator('del').first().click();
    assert.equal(await page.getByRole('checkbox', { name: /damn/ }).isChecked(), false);
  }));

for (const [name, action, removed] of [
  ['Personal data', 'Corrected', 'maria.lopez@example.com'],
  ['Harmful', 'Corrected', 'dictionary attack'],
  ['Strength 1.5', 'Corrected', 'pallets'],
  ['Good answer', 'Unchanged', null],
  ['Code', 'Corrected', 'damn'],
  ['Spanish', 'Unchanged', null],
  ['Hebrew', 'Unchanged', null],
  ['Chinese', 'Unchanged', null],
]) {
  test(`the example “${name}” shows what it says`, () =>
    onPage({}, async (page) => {
      await example(page, name);
      await proof(page).waitFor();
      assert.equal(await part(page, 'action').textContent(), action);
      await page.getByRole('radio', { name: 'Text' }).check({ force: true });
      const text = await part(page, 'text').textContent();
      const answer = await page.getByLabel('Answer of the large model').inputValue();
      if (removed === null) assert.equal(text, answer);
      else assert.ok(answer.includes(removed) && !text.includes(removed), text);
      const code = answer.match(/```.*```/s);
      if (code) assert.ok(text.includes(code[0]), 'code is untouched');
    }));
}

test('the example with an instruction of its own asks with it', () =>
  onPage({}, async (page) => {
    const [request] = await Promise.all([page.waitForRequest('**/v1/corrections'), example(page, 'An instruction of your own')]);
    assert.equal(request.postDataJSON().instruction, 'Make it friendlier, and keep the facts.');
    await proof(page).waitFor();
    assert.equal(await part(page, 'action').textContent(), 'Corrected');
  }));

test('a named instruction is a chip that is on or off, and the request names it', () =>
  onPage({}, async (page) => {
    const chip = page.getByRole('button', { name: 'politer', exact: true });
    await chip.click();
    assert.equal(await chip.getAttribute('aria-pressed'), 'true');
    const [request] = await Promise.all([page.waitForRequest('**/v1/corrections'), correct(page)]);
    assert.equal(request.postDataJSON().instruction, 'politer');
    await chip.click();
    assert.equal(await page.locator('#instruction').inputValue(), '');
  }));

test('strength 0 is the original, and a corrector without a reference serves two ends', () =>
  onPage({}, async (page) => {
    const dial = page.getByLabel('Strength', { exact: false }).first();
    assert.deepEqual([await dial.getAttribute('step'), await dial.getAttribute('max')], ['0.05', '1.5']);
    await page.getByRole('combobox', { name: 'Corrector', exact: true }).selectOption('ends');
    assert.deepEqual([await dial.getAttribute('step'), await dial.getAttribute('max')], ['1', '1']);
    await page.getByRole('button', { name: 'Sweep' }).click();
    await page.locator('#strip .card[aria-busy=false]').nth(1).waitFor();
    assert.deepEqual(await page.locator('#strip .card').getByRole('button').allTextContents(), ['0', '1']);
    await dial.press('Home');
    await correct(page);
    assert.equal(await part(page, 'action').textContent(), 'Unchanged');
    assert.match(await part(page, 'outcome').textContent(), /Strength 0 is the original/);
    assert.match(await page.locator('#strength-says').textContent(), /nothing lies between/);
  }));

test('what is wrong with a field is said in words, and the field is in focus', () =>
  onPage({}, async (page) => {
    await page.getByText('Sampling').click();
    await page.getByLabel('Temperature').fill('9');
    await page.getByRole('button', { name: /^Correct/ }).click();
    await page.locator('.trouble h3').first().waitFor();
    assert.match(await page.locator('.proof .trouble').textContent(), /temperature/);
    assert.match(await page.locator('.proof .trouble').textContent(), /2/);
    await page.getByLabel('Temperature').fill('0.5');
    await page.getByLabel('Seed').fill('7');
    const [request] = await Promise.all([page.waitForRequest('**/v1/corrections'), correct(page)]);
    assert.deepEqual(request.postDataJSON().sampling, { temperature: 0.5, seed: 7 });
  }));

test('a full queue is said with a time, after which it can be tried again', () =>
  onPage({}, async (page) => {
    await page.route('**/v1/corrections', (route) =>
      route.fulfill({
        status: 503,
        headers: { 'retry-after': '1', 'content-type': 'application/problem+json' },
        body: JSON.stringify({ title: 'Queue full', status: 503, code: 'queue_full', detail: 'queue: 32 waiting (expected: fewer)' }),
      }),
    { times: 1 });
    await page.getByRole('button', { name: /^Correct/ }).click();
    const again = page.getByRole('button', { name: /^Try again/ });
    await again.waitFor();
    assert.match(await page.locator('.proof .trouble').textContent(), /Every place in the queue is taken/);
    await again.click();
    await proof(page).waitFor();
    assert.equal(await part(page, 'action').textContent(), 'Corrected');
  }));

const ERRORS = [
  ['a deadline', { status: 504, json: { title: 'Deadline', code: 'deadline', detail: 'deadline: 60 s' } }, /not done in time/],
  ['a large body', { status: 413, json: { title: 'Too large', code: 'too_large', detail: 'body: 2 MB (expected: 1 MB)' } }, /more than the service takes/],
  ['no key', { status: 401, json: { title: 'Unauthorized', code: 'unauthenticated' } }, /A key is needed/],
  ['a limit', { status: 429, headers: { 'retry-after': '7' }, json: { title: 'Rate limited', code: 'rate_limited' } }, /Too many requests for this key/],
  ['a failure without words', { status: 500, body: '' }, /The service failed.*HTTP status 500/s],
  ['a stream that ends early', { contentType: 'text/event-stream', body: 'event: delta\ndata: {"text": "You"}\n\n' }, /broke off/],
  ['nobody there', null, /does not answer/],
];

test('every error is said in words, and the next call is not harmed by it', () =>
  onPage({}, async (page) => {
    for (const [title, answered, said] of ERRORS) {
      await page.route('**/v1/corrections', (route) => (answered ? route.fulfill(answered) : route.abort()), { times: 1 });
      await page.getByRole('button', { name: /^Correct/ }).click();
      await page.locator('.proof .trouble', { hasText: said }).waitFor().catch(() => assert.fail(title));
    }
    await correct(page);
    assert.equal(await part(page, 'action').textContent(), 'Corrected');
    assert.equal(await page.locator('.proof .trouble:visible').count(), 0);
  }));

test('two correctors that were trained apart stand side by side', () =>
  onPage({}, async (page) => {
    await page.getByRole('combobox', { name: 'Compare with' }).selectOption('copier');
    await correct(page);
    await proof(page).nth(1).waitFor();
    assert.deepEqual(await part(page, 'heading').allTextContents(), ['smollm2-135m-instruct', 'copier']);
    assert.deepEqual(await part(page, 'action').allTextContents(), ['Corrected', 'Unchanged']);
  }));

test('a corrector with a reference shows five strengths, and one of them can be taken over', () =>
  onPage({}, async (page) => {
    await page.getByRole('button', { name: 'Sweep' }).click();
    const cards = page.locator('#strip .card');
    await page.locator('#strip .card[aria-busy=false]').nth(4).waitFor();
    assert.equal(await cards.count(), 5);
    assert.deepEqual(await cards.getByRole('button').allTextContents(), ['0', '0.5', '1', '1.25', '1.5']);
    assert.equal(await page.locator('#strip [data-action=failed]').count(), 0);
    assert.equal(await cards.nth(0).locator('.text').textContent(), RUDE);
    assert.deepEqual(await cards.nth(2).locator('del').allTextContents(), ['damn ', ', you idiot']);
    await cards.getByRole('button').nth(1).click();
    assert.equal(await page.locator('#strength').inputValue(), '0.5');
  }));

test('a simulated upstream is shown in each stream mode', () =>
  onPage({ path: '/#streams' }, async (page) => {
    await page.getByLabel('Characters a second').fill('300');
    await page.getByRole('button', { name: 'Stream', exact: true }).click();
    const lane = (mode) => page.locator(`.lane[data-mode=${mode}][aria-busy=false]`);
    for (const mode of ['off', 'window', 'buffer', 'post-hoc']) await lane(mode).waitFor();
    assert.equal(await lane('off').locator('.text').textContent(), RUDE);
    for (const mode of ['window', 'buffer', 'post-hoc']) {
      assert.ok((await lane(mode).locator('del').allTextContents()).join().includes('idiot'), mode);
      assert.match(await lane(mode).locator('.word').textContent(), /first text after .* corrected/);
    }
    for (const mode of ['off', 'window']) assert.match(await lane(mode).locator('path').getAttribute('d'), /H.*V.*Z/);
  }));

test('an example of a stream plays itself', () =>
  onPage({ path: '/#streams' }, async (page) => {
    await page.getByLabel('Characters a second').fill('300');
    await page.getByRole('group', { name: 'Streams to try' }).getByRole('button', { name: 'One rude sentence of three' }).click();
    for (const mode of ['window', 'buffer', 'post-hoc']) {
      const lane = page.locator(`.lane[data-mode=${mode}][aria-busy=false]`);
      await lane.waitFor();
      assert.ok((await lane.locator('del').allTextContents()).join().includes('idiot'), mode);
    }
  }));

test('a configured route is asked itself', () =>
  onPage({ path: '/#streams' }, async (page) => {
    await page.getByRole('combobox', { name: 'Upstream', exact: true }).selectOption('mock');
    await page.getByLabel('Model of the upstream').fill('mock');
    await page.getByRole('button', { name: 'Stream', exact: true }).click();
    await page.locator('.lane[data-mode=post-hoc][aria-busy=false] del').first().waitFor();
    await page.locator('.lane[data-mode=buffer][aria-busy=false]').waitFor();
    assert.equal(await page.locator('.lane[data-mode=off] .text').textContent(), SAID);
    assert.equal(await page.locator('.lane[data-mode=buffer] .text').textContent(), CLEAN);
  }));

test('where no route is configured it is said how to add one', () =>
  onPage(
    {
      path: '/#streams',
      first: (page) => page.route('**/v1/corrections:play', (route) => route.fulfill({ json: { routes: [] } })),
    },
    async (page) => {
      await page.getByText('In front of a real model').click();
      assert.match(await page.locator('#no-routes').textContent(), /aligner\.routes\.openai\.upstream/);
    },
  ));

test('the operator sees load, counts and corrections, and no text', () =>
  onPage({}, async (page) => {
    await correct(page);
    await page.getByRole('link', { name: 'Operator' }).click();
    await page.locator('#recent tbody tr').first().waitFor();
    assert.match(await page.locator('#tiles').textContent(), /Waiting.*Running.*Acceptance/s);
    assert.match(await page.locator('#recent tbody tr').first().textContent(), /req_[0-9a-z]{26}api.*Corrected.* %/);
    // the test that asks the route was before
    assert.match(await page.locator('#by-route tbody').textContent(), /^mock.*Corrected/);
    assert.match(await page.locator('#by-surface').textContent(), /apiCorrected/);
    assert.match(await page.locator('#cards').textContent(), /smollm2-135m-instruct.*llama.*ends/s);
    assert.doesNotMatch(await page.locator('#operator').textContent(), /semicolon/);
  }));

test('where there are keys the operator’s view asks for one, and shows what it opens', () =>
  onPage({ path: '/#operator', first: (page) => page.route('**/admin/*', behindAKey) }, async (page) => {
    const trouble = page.locator('#operator-trouble');
    await trouble.getByText('A key is needed').waitFor();
    assert.equal(await page.locator('#recent tbody tr').count(), 0);
    for (const [value, said] of [['correct-only', /This key may not do that/], ['admin', null]]) {
      await page.getByRole('button', { name: 'API key' }).click();
      await page.getByLabel(/Sent as/).fill(value);
      await page.getByRole('button', { name: 'Use it' }).click();
      if (said) await trouble.getByText(said).waitFor();
    }
    await page.locator('#recent tbody tr').first().waitFor();
    assert.equal(await trouble.isVisible(), false);
  }));

/** As the service answers where it has keys: one of another scope is refused, another way than none. */
function behindAKey(route) {
  const status = { 'Bearer admin': 200, 'Bearer correct-only': 403 }[route.request().headers().authorization] ?? 401;
  return status === 200 ? route.continue() : route.fulfill({ status, json: { status, code: 'unauthenticated' } });
}

test('the command line does the same', () =>
  onPage({}, async (page) => {
    await page.getByText('The same with curl').click();
    await page.getByRole('button', { name: 'Copy the command' }).click();
    const result = JSON.parse(execFileSync('bash', ['-c', await clipboard(page)]));
    assert.equal(result.correction, CLEAN);
  }));

test('a key is sent, and kept for this tab alone', () =>
  onPage({}, async (page) => {
    await page.getByRole('button', { name: 'API key' }).click();
    await page.getByLabel(/Sent as/).fill('k-123');
    await page.getByRole('button', { name: 'Use it' }).click();
    const [request] = await Promise.all([page.waitForRequest('**/v1/corrections'), correct(page)]);
    assert.equal(request.headers().authorization, 'Bearer k-123');
    assert.deepEqual(await page.evaluate(() => [JSON.stringify(localStorage), document.cookie]), ['{}', '']);
    assert.match(await page.locator('#curl').textContent(), /\$ALIGNER_KEY/);
    assert.doesNotMatch(await page.locator('body').innerHTML(), /k-123/);
  }));

test('everything can be done with the keyboard', () =>
  onPage({}, async (page) => {
    const focused = () => page.evaluate(() => document.activeElement.textContent || document.activeElement.id);
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'Skip to the content');
    await page.keyboard.press('Enter');
    await tabTo(page, page.locator('textarea[data-field=answer]').first());
    await page.keyboard.press('Control+A');
    await page.keyboard.type('It is a damn good book.');
    await page.keyboard.press('Control+Enter');
    await proof(page).waitFor();
    await tabTo(page, page.locator('.proof input[type=radio]:checked'));
    await page.keyboard.press('ArrowRight');
    assert.equal(await part(page, 'sides').isVisible(), true);
    await tabTo(page, page.locator('.edits input').first());
    await page.keyboard.press('Space');
    assert.equal(await part(page, 'after').textContent(), 'It is a damn good book.');
    await tabTo(page, page.locator('#sweep-run'));
  }));

test('the other views can be used with the keyboard too', () =>
  onPage({}, async (page) => {
    await tabTo(page, page.getByRole('link', { name: 'Streams', exact: true }));
    await page.keyboard.press('Enter');
    await page.locator('#streams').waitFor();
    await tabTo(page, page.locator('#pace'));
    await page.keyboard.press('Control+A');
    await page.keyboard.type('900');
    await page.keyboard.press('Enter');
    await page.locator('.lane[aria-busy=false]').nth(3).waitFor();
    await tabTo(page, page.getByRole('link', { name: 'Operator', exact: true }), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.locator('#by-surface tbody tr').first().waitFor();
    await tabTo(page, page.locator('#operator .scroll').first());
  }));

test('the theme is the system’s, light or dark, and is kept', () =>
  onPage({ colorScheme: 'dark' }, async (page) => {
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const button = page.getByRole('button', { name: /^Theme: / });
    const dark = await ground();
    await button.click();
    assert.equal(await button.getAttribute('aria-label'), 'Theme: light');
    const light = await ground();
    assert.notEqual(light, dark);
    await page.reload();
    assert.equal(await ground(), light);
    await button.click();
    assert.equal(await button.getAttribute('aria-label'), 'Theme: dark');
    await page.emulateMedia({ colorScheme: 'light' });
    assert.equal(await ground(), dark);
    await button.click();
    assert.equal(await ground(), light);
  }));

test('what happens is told to a screen reader', () =>
  onPage({}, async (page) => {
    await correct(page);
    await page.locator('#said', { hasText: 'Corrected. 2 edits' }).waitFor({ state: 'attached' });
    assert.equal(await page.locator('#said').getAttribute('role'), 'status');
  }));

test('text that runs from right to left does so, in the form and in the proof', () =>
  onPage({}, async (page) => {
    await example(page, 'Hebrew');
    await proof(page).waitFor();
    const direction = (locator) => locator.evaluate((element) => getComputedStyle(element).direction);
    assert.equal(await direction(page.locator('#call [data-field=answer]')), 'rtl');
    assert.equal(await direction(part(page, 'marked')), 'rtl');
  }));

test('offsets are of code points, in every script', () =>
  onPage({}, async (page) => {
    for (const [answer, removed, put, direction] of [
      ['长城🏯全长八千公里，你这个笨蛋。', '，你这个笨蛋', '', 'ltr'],
      ['المتحف 🏛 مفتوح اليوم يا غبي.', ' يا غبي', '', 'rtl'],
      ['東京タワーの高さは3百メートルです。', '3百', '333', 'ltr'],
    ]) {
      const points = [...answer.slice(0, answer.indexOf(removed))].length;
      const edit = { start: points, end: points + [...removed].length, replacement: put };
      const correction = answer.replace(removed, put);
      const body = `event: result\ndata: ${JSON.stringify({ ...ENDED, correction, edit_count: 1, edits: [edit] })}\n\n`;
      await page.route('**/v1/corrections', (route) => route.fulfill({ contentType: 'text/event-stream', body }), { times: 1 });
      await page.locator('#call [data-field=answer]').fill(answer);
      await correct(page);
      assert.deepEqual(await part(page, 'marked').locator('del').allTextContents(), [removed]);
      assert.deepEqual(await part(page, 'marked').locator('ins').allTextContents(), put ? [put] : []);
      assert.equal(await part(page, 'marked').evaluate((element) => getComputedStyle(element).direction), direction);
      await part(page, 'copy').click();
      assert.equal(await clipboard(page), correction);
    }
  }));

test('a correction is drawn as it comes, and what is undecided can be read too', () =>
  onPage({ first: (page) => page.addInitScript(streamByHand), bypassCSP: true }, async (page) => {
    await page.getByRole('button', { name: /^Correct/ }).click();
    const drawn = page.locator('.proof[data-state=streaming] [data-part=marked]');
    const comes = (text) => page.evaluate((delta) => globalThis.comes('delta', { text: delta }), text);
    await comes('You missed a ');
    await drawn.locator('.pending', { hasText: /^damn semicolon on line 3/ }).waitFor();
    await comes('semicolon on');
    await drawn.locator('del', { hasText: 'damn ' }).waitFor();
    await drawn.locator('.pending', { hasText: /^ line 3, you idiot/ }).waitFor();
    assert.deepEqual(await broken(page), []);
    await page.evaluate((result) => globalThis.comes('result', result), {
      ...ENDED, correction: CLEAN, edit_count: 2,
      edits: [{ start: 13, end: 18, replacement: '' }, { start: 37, end: 48, replacement: '' }],
    });
    await proof(page).waitFor();
    assert.deepEqual(await part(page, 'marked').locator('del').allTextContents(), ['damn ', ', you idiot']);
  }));

/** In the page: answers its calls for corrections with a stream that `comes` writes. */
function streamByHand() {
  const fetched = globalThis.fetch;
  globalThis.fetch = (path, init) => {
    if (!`${path}`.endsWith('v1/corrections')) return fetched(path, init);
    const body = new ReadableStream({
      start(stream) {
        globalThis.comes = (name, data) =>
          stream.enqueue(new TextEncoder().encode(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`));
      },
    });
    return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
  };
}

/** A correction of 50,000 characters with 500 edits, as the service would stream it. */
function longCall() {
  const sentence = (i) => `Sentence number ${i} says something that is true enough to be repeated here, and then it ends. `;
  const parts = Array.from({ length: 560 }, (_, i) => sentence(i));
  const answer = parts.map((part, i) => (i < 500 ? part.replace('true', 'damn true') : part)).join('');
  const correction = parts.join('');
  const edits = [];
  for (let at = answer.indexOf('damn '); at >= 0; at = answer.indexOf('damn ', at + 1)) {
    edits.push({ start: at, end: at + 5, replacement: '' });
  }
  const result = { ...ENDED, correction, edit_count: edits.length, edits };
  const deltas = correction.match(/[^]{1,200}/g).map((text) => `event: delta\ndata: ${JSON.stringify({ text })}\n\n`);
  return { answer, correction, body: `${deltas.join('')}event: result\ndata: ${JSON.stringify(result)}\n\n` };
}

test('an answer of 50,000 characters with 500 edits does not freeze the page', () =>
  onPage({}, async (page) => {
    const { answer, correction, body } = longCall();
    assert.ok(answer.length > 50_000);
    await page.route('**/v1/corrections', (route) => route.fulfill({ contentType: 'text/event-stream', body }));
    await page.evaluate(() => {
      globalThis.longest = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, entry.duration);
      }).observe({ type: 'longtask' });
    });
    await page.locator('#call [data-field=answer]').fill(answer);
    await correct(page);
    assert.equal(await part(page, 'marked').locator('del').count(), 500);
    await page.getByRole('button', { name: 'Reject all' }).click();
    await page.getByRole('button', { name: 'Accept all' }).click();
    await part(page, 'copy').click();
    assert.equal(await clipboard(page), correction);
    const longest = await page.evaluate(() => globalThis.longest);
    console.log(`longest task with 50,000 characters: ${Math.round(longest)} ms`);
    // a quadratic diff takes minutes
    assert.ok(longest < 5000, `${longest} ms`);
  }));

test('an answer that is too long for the model is left alone, in words', () =>
  onPage({}, async (page) => {
    await page.locator('#call [data-field=answer]').fill('This is one sentence of many. '.repeat(1700));
    await correct(page);
    assert.equal(await part(page, 'action').textContent(), 'Left alone');
    assert.match(await part(page, 'outcome').textContent(), /do not fit/);
  }));

test('what goes on can be stopped', () =>
  onPage({}, async (page) => {
    await page.route('**/v1/corrections', () => {});
    await page.getByRole('button', { name: /^Correct/ }).click();
    await page.getByRole('button', { name: 'Stop' }).first().click();
    await page.getByText('Nothing was corrected.').waitFor();
  }));

test('nothing moves for who wants it so', () =>
  onPage({ reducedMotion: 'reduce' }, async (page) => {
    await page.route('**/v1/corrections', () => {});
    await page.getByRole('button', { name: /^Correct/ }).click();
    const tag = page.locator('.proof[data-state=streaming] .tag');
    await tag.waitFor();
    assert.equal(await tag.evaluate((element) => getComputedStyle(element, '::after').animationName), 'none');
  }));

for (const colorScheme of ['light', 'dark']) {
  for (const [name, viewport] of [['a desk', { width: 1360, height: 900 }], ['a phone', { width: 360, height: 740 }]]) {
    test(`no rule of accessibility is broken, ${colorScheme}, on ${name}`, () =>
      onPage({ colorScheme, viewport, bypassCSP: true }, async (page) => {
        await correct(page);
        await page.getByRole('button', { name: 'Sweep' }).click();
        await page.locator('#strip .card[aria-busy=false]').nth(4).waitFor();
        await page.getByRole('checkbox', { name: /damn/ }).uncheck();
        assert.deepEqual(await broken(page), []);
        assert.ok(await fits(page), 'strengths');
        await page.getByRole('link', { name: 'Streams' }).click();
        await page.getByLabel('Characters a second').fill('900');
        await page.getByRole('button', { name: 'Stream', exact: true }).click();
        await page.locator('.lane[aria-busy=false]').nth(3).waitFor();
        assert.deepEqual(await broken(page), []);
        assert.ok(await fits(page), 'lanes');
        await page.getByRole('link', { name: 'Operator' }).click();
        await page.locator('#recent tbody tr').first().waitFor();
        assert.deepEqual(await broken(page), []);
        assert.ok(await fits(page), 'tables');
      }));
  }
}
