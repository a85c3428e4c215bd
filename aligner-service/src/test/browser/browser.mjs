// A real browser on the running service. What it needs stands in the environment: PLAYGROUND_URL, PLAYGROUND_MODULES (a
// folder with playwright-core and axe-core), CHROMIUM.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before } from 'node:test';

const require = createRequire(`${process.env.PLAYGROUND_MODULES}/`);
const { chromium } = require('playwright-core');
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const URL_OF_PAGE = process.env.PLAYGROUND_URL;
export const HERE = new URL(URL_OF_PAGE).origin;
export const PATIENCE = 60_000;

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let browser;
before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS });
});
after(() => browser?.close());

/**
 * Opens the page, runs the test on it, and fails where the page said an error or asked another host for anything.
 *
 * @param {object} options of the browser's context, and `path`, `first`: run before the page is opened
 */
export async function onPage(options, run) {
  const { path = '/', first = async () => {}, ...context } = options;
  const opened = await browser.newContext({ viewport: { width: 1360, height: 900 }, ...context });
  opened.setDefaultTimeout(PATIENCE);
  await opened.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: HERE });
  const page = await opened.newPage();
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // a status that a test provokes is told here too
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) wrong.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(HERE)) wrong.push(`asked ${request.url()}`);
  });
  try {
    await first(page);
    await page.goto(URL_OF_PAGE + path);
    await page.locator('#state[data-state=ready]').waitFor({ state: 'attached' });
    await run(page);
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  } finally {
    await opened.close();
  }
}

/** Rules of accessibility that the page as it is now breaks. */
export async function broken(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }),
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join('; ')}`);
}

export const proof = (page) => page.locator('.proof[data-state=done]');

export const part = (page, name) => proof(page).locator(`[data-part=${name}]`);

export async function correct(page) {
  await page.getByRole('button', { name: /^Correct/ }).click();
  await proof(page).first().waitFor();
}
