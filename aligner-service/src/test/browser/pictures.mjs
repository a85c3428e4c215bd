// The pictures of the README and docs/playground.md, taken from the page as it is: docs/images.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { correct, onPage } from './browser.mjs';

const FOLDER = fileURLToPath(new URL('../../../../docs/images/', import.meta.url));
mkdirSync(FOLDER, { recursive: true });
const picture = (page, name, more = {}) =>
  page.screenshot({ path: `${FOLDER}playground-${name}.png`, animations: 'disabled', ...more });
const ANSWER =
  'You missed a damn semicolon on line 3, you idiot. Add it and it compiles. The compiler tells you the line, so read what it says before you ask.';

const stream = async (page) => {
  await page.locator('#streams-form [data-field=answer]').fill(ANSWER);
  await page.getByRole('button', { name: 'Stream', exact: true }).click();
  await page.locator('.lane[aria-busy=false]').nth(3).waitFor();
  await page.evaluate(() => scrollTo(0, 0));
};

for (const colorScheme of ['light', 'dark']) {
  test(`correcting, ${colorScheme}`, () =>
    onPage({ viewport: { width: 1280, height: 900 }, colorScheme }, async (page) => {
      // once before, so that the times are those of a service that has worked
      await correct(page);
      await correct(page);
      await page.evaluate(() => scrollTo(0, 0));
      await picture(page, colorScheme);
    }));
}

test('streams', () =>
  onPage({ path: '/#streams', viewport: { width: 1280, height: 940 } }, async (page) => {
    await stream(page);
    await picture(page, 'streams');
  }));

test('strengths', () =>
  onPage({ viewport: { width: 1280, height: 900 } }, async (page) => {
    await page.getByRole('button', { name: 'Sweep' }).click();
    await page.locator('#strip .card[aria-busy=false]').nth(4).waitFor();
    await page.locator('.strip-sheet').screenshot({ path: `${FOLDER}playground-strengths.png` });
  }));

test('operator', () =>
  onPage({ viewport: { width: 1280, height: 1040 } }, async (page) => {
    for (const name of ['Rude', 'Good answer', 'Personal data', 'Hebrew']) {
      await page.getByRole('group', { name: 'Examples' }).getByRole('button', { name, exact: true }).click();
      await page.locator('.proof[data-state=done]').waitFor();
    }
    await page.goto(`${page.url().split('#')[0]}#operator`);
    await page.locator('#recent tbody tr').first().waitFor();
    await picture(page, 'operator');
  }));

test('a phone', () =>
  onPage({ viewport: { width: 390, height: 844 } }, async (page) => {
    await correct(page);
    await page.locator('.proof').scrollIntoViewIfNeeded();
    await page.locator('.proof').evaluate((element) => element.scrollIntoView());
    await picture(page, 'phone');
  }));
