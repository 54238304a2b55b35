/**
 * An identity provider that is slow, down, refuses, or is left half-way: a plain sentence, a way back, and the screen is
 * paired all the same. What of that only HTTP can show is tried in the cloud's own tests.
 */
import t from 'tap';
import { wayBackCodes } from '../src/session/auth-sentences.ts';
import { newPage, openBrowser } from './test-support/browser.ts';
import { ensureBuilt } from './test-support/ensure-built.ts';
import { fill, heading, isPaired, press, startWaysCloud } from './test-support/ways-cloud.ts';

t.setTimeout(600_000);
await ensureBuilt();
const browser = await openBrowser(t);
const ways = await startWaysCloud(t, browser);
const { url: cloud, google } = ways;
const google127 = /127\.0\.0\.1/;

t.beforeEach(() => {
  google.next = { sub: 'pat', email: 'pat@people.example', email_verified: true, name: 'Pat' };
  google.tokenTrouble = null;
});

t.test('who goes back on the provider’s page reads a sentence, and pairs by password', async (t) => {
  const page = await newPage(t, browser, cloud);
  const someone = await ways.person();
  const scanned = await ways.scan(page);
  await press(page, 'Continue with Google');
  await page.waitForURL(google127);
  await press(page, 'Go back');
  await page.getByText('You went back before you were signed in.').waitFor();
  await fill(page, someone);
  await press(page, 'Sign in and pair');
  await isPaired(page, scanned);
});

t.test('who presses the browser’s own back button begins anew', async (t) => {
  const page = await newPage(t, browser, cloud);
  const scanned = await ways.scan(page);
  await press(page, 'Continue with Google');
  await page.waitForURL(google127);
  await page.goBack();
  await heading(page, 'Pair this screen').waitFor();
  await press(page, 'Continue with Google');
  await page.waitForURL(google127);
  await press(page, 'Sign in');
  await isPaired(page, scanned);
});

t.test('a page that was left, and is still or again there, can be pressed again', async (t) => {
  const page = await newPage(t, browser, cloud);
  await page.clock.install();
  await ways.scan(page);
  await page.clock.pauseAt(Date.now() + 60_000);
  // The provider takes for ever to answer, so the page stays.
  await page.route(`${google.origin}/**`, () => {});
  const busy = page.locator('button[data-loading]');
  const leave = () =>
    page.getByRole('button', { name: 'Continue with Google' }).click({ noWaitAfter: true, timeout: 20_000 });
  await leave();
  await busy.waitFor();
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
  await busy.waitFor({ state: 'detached' });
  t.pass('the browser had kept it, and brought it back');
  await leave();
  await busy.waitFor();
  await page.clock.fastForward(11_000);
  await busy.waitFor({ state: 'detached' });
  t.pass('nobody waits for a slow provider for ever');
});

t.test('a provider that cannot be reached leaves the screen’s code live', async (t) => {
  const page = await newPage(t, browser, cloud);
  const someone = await ways.person();
  const scanned = await ways.scan(page);
  await page.route(`${google.origin}/**`, (route) => route.abort('connectionrefused'));
  await Promise.all([page.waitForEvent('requestfailed'), press(page, 'Continue with Google')]);
  const again = await page.context().newPage();
  await again.goto(scanned.url);
  await heading(again, 'Pair this screen').waitFor();
  await fill(again, someone);
  await press(again, 'Sign in and pair');
  await isPaired(again, scanned);
});

t.test('a provider that breaks in the middle is told, and works at the next try', async (t) => {
  const page = await newPage(t, browser, cloud);
  const scanned = await ways.scan(page);
  google.tokenTrouble = 503;
  await press(page, 'Continue with Google');
  await page.waitForURL(google127);
  await press(page, 'Sign in');
  await page.getByText('The sign-in service did not answer as it should.').waitFor();
  google.tokenTrouble = null;
  await press(page, 'Continue with Google');
  // It still knows who this is, and asks for nothing more.
  await isPaired(page, scanned);
});

t.test('the tab that was left at the provider is closed: scanning once more pairs', async (t) => {
  const page = await newPage(t, browser, cloud);
  const scanned = await ways.scan(page);
  await press(page, 'Continue with Google');
  await page.waitForURL(google127);
  const again = await page.context().newPage();
  await page.close();
  await again.goto(scanned.url);
  await press(again, 'Continue with Google');
  await again.waitForURL(google127);
  await press(again, 'Sign in');
  await isPaired(again, scanned);
});

t.test('whatever code a way back brings along is a sentence, on both pages that sign in', async (t) => {
  const page = await newPage(t, browser, cloud);
  const { url } = await ways.scan(page);
  for (const at of [`${url}?`, `${cloud}/sign-in?next=%2Fpair&`]) {
    for (const code of [...wayBackCodes, 'nobody_knows_this_one', '<b>x</b>']) {
      await page.goto(`${at}error=${encodeURIComponent(code)}`);
      const notice = page.getByRole('alert');
      await notice.waitFor();
      const said = (await notice.textContent()) ?? '';
      t.ok(said.length > 30 && !said.includes(code), `${code}: ${said}`);
      t.match(said, /\. |\.$/, 'a whole sentence');
      t.ok(await page.getByRole('button', { name: 'Continue with Google' }).isVisible(), 'and other ways');
    }
  }
});
