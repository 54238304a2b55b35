/** The phone page when things go wrong: refusals, lost replies, no network. Hard to provoke, so some are put in its way. */
import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { sentencesForCode } from '../src/api/problem-sentences.ts';
import { call, newPage, newPerson, openBrowser, refuse, signUp } from './test-support/browser.ts';
import { startCloud } from './test-support/cloud.ts';
import { ensureBuilt } from './test-support/ensure-built.ts';
import { SimulatedScreen } from './test-support/simulated-screen.ts';

t.setTimeout(600_000);
t.jobs = 3;
await ensureBuilt();
const [cloud, browser]: [string, Browser] = await Promise.all([startCloud(t), openBrowser(t)]);

const claimRoute = '**/api/v1/pairings/claim';
const heading = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { level: 1, name, exact: true });
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();

/** A signed-in phone before a live screen, with the clock in the test's hand. */
async function beforeScreen(t: Test): Promise<{ page: Page; url: string; screen: SimulatedScreen }> {
  const { url, screen } = await SimulatedScreen.pairing(t, cloud);
  const page = await newPage(t, browser, cloud);
  await signUp(page.context(), cloud, newPerson());
  await page.clock.install();
  await page.goto(url);
  await heading(page, 'Pair this screen?').waitFor();
  return { page, url, screen };
}

t.test('a refused claim is told in its own words, with what to do', async (t) => {
  const { page } = await beforeScreen(t);
  const table = [
    [410, 'no-longer-live', 'dead'],
    [403, 'device-limit-reached', 'retry'],
    [403, 'not-allowed', 'stay'],
    [500, 'internal', 'retry'],
  ] as const;
  for (const [status, code, kind] of table) {
    await page.route(claimRoute, (route) => refuse(route, status, code));
    await page.reload();
    await press(page, 'Pair this screen');
    const { title, advice } = sentencesForCode(code);
    await heading(page, title).waitFor();
    t.ok(await page.getByText(advice).isVisible(), `${code}: ${advice}`);
    t.equal(await page.getByRole('button', { name: 'Try again' }).count(), kind === 'retry' ? 1 : 0, code);
    await page.unroute(claimRoute);
  }
});

t.test('too many tries: the page counts down, and then lets the person try again', async (t) => {
  const { page } = await beforeScreen(t);
  await page.route(claimRoute, (route) => refuse(route, 429, 'too-many-tries', { retryAfterSeconds: 65 }));
  await press(page, 'Pair this screen');
  await heading(page, 'Too many tries').waitFor();
  const again = page.getByRole('button');
  // Between two lines of a test some seconds may pass on a slow machine, and the page counts them.
  await page.getByText(/^Try again in 1 min( [1-5] s)?$/).waitFor();
  t.ok(await page.getByText('You can try again in 1 min 5 s.').count(), 'a screen reader hears it once');
  await page.clock.runFor(25_000);
  await page.getByText(/^Try again in (40|3\d|2\d) s$/).waitFor();
  await page.unroute(claimRoute);
  await page.clock.runFor(41_000);
  await page.getByText('You can try again now.').waitFor({ state: 'attached' });
  await again.filter({ hasText: 'Try again' }).click();
  await heading(page, 'Paired').waitFor();
});

t.test('a reply that was lost: the same claim is sent again by itself and says paired', async (t) => {
  const { page, screen } = await beforeScreen(t);
  const sent: (string | null)[] = [];
  await page.route(claimRoute, async (route) => {
    sent.push(route.request().postData());
    if (sent.length > 1) return route.continue();
    // The cloud has bound the screen; only nobody hears of it.
    await route.fetch();
    await route.abort('connectionreset');
  });
  await press(page, 'Pair this screen');
  await screen.next('bound');
  await page.getByText('The cloud did not answer. Trying once more…').waitFor();
  await page.clock.runFor(2_000);
  await heading(page, 'Paired').waitFor();
  t.equal(sent.length, 2);
  t.equal(sent[0], sent[1], 'the very same claim');
});

t.test('no network at all: it says so, and a press sends the same claim again', async (t) => {
  const { page } = await beforeScreen(t);
  await page.context().setOffline(true);
  await press(page, 'Pair this screen');
  await page.getByText('Trying once more…').waitFor();
  await page.clock.runFor(2_000);
  await heading(page, 'The cloud did not answer').waitFor();
  t.ok(await page.getByText(/nothing is done twice/).isVisible());
  await page.context().setOffline(false);
  await press(page, 'Try again');
  await heading(page, 'Paired').waitFor();
});

t.test('a body that breaks off is no answer, and is asked for again', async (t) => {
  const { page } = await beforeScreen(t);
  let answers = 0;
  await page.route(claimRoute, (route) => {
    answers += 1;
    return answers === 1
      ? route.fulfill({ status: 200, contentType: 'application/json', body: '{"device":' })
      : route.continue();
  });
  await press(page, 'Pair this screen');
  await page.getByText('Trying once more…').waitFor();
  await page.clock.runFor(2_000);
  await heading(page, 'Paired').waitFor();
});

t.test('the connection goes while the page waits: it says so and comes back by itself', async (t) => {
  const { page } = await beforeScreen(t);
  await page.route('**/api/v1/pairings/*', (route) => route.abort('connectionrefused'));
  await page.clock.runFor(10_000);
  await page.getByText('No connection to the cloud right now. Trying again…').waitFor();
  t.ok(await heading(page, 'Pair this screen?').isVisible(), 'the last known state stays');
  await page.unroute('**/api/v1/pairings/*');
  await page.clock.runFor(10_000);
  await page.getByText('No connection to the cloud').waitFor({ state: 'detached' });
});

t.test('the page cannot be read at first: a press reads it again', async (t) => {
  const { url } = await SimulatedScreen.pairing(t, cloud);
  const page = await newPage(t, browser, cloud);
  await page.clock.install();
  await page.route('**/api/v1/**', (route) => route.abort('connectionrefused'));
  await page.goto(url);
  await page.getByText('Looking for your screen…').waitFor();
  await page.clock.runFor(5_000);
  await heading(page, 'The cloud did not answer').waitFor();
  await page.unroute('**/api/v1/**');
  await press(page, 'Try again');
  await heading(page, 'Pair this screen').waitFor();
});

t.test('a limiter that asks for a pause gets it', async (t) => {
  const { page } = await beforeScreen(t);
  let looks = 0;
  await page.route('**/api/v1/pairings/*', (route) => {
    looks += 1;
    return refuse(route, 429, 'too-many-tries', { retryAfterSeconds: 60 });
  });
  const answered = () => page.waitForResponse(/\/pairings\//);
  await Promise.all([answered(), page.clock.runFor(5_000)]);
  await page.clock.runFor(50_000);
  t.equal(looks, 1, 'not asked again before the minute is over');
  await Promise.all([answered(), page.clock.runFor(15_000)]);
  t.equal(looks, 2);
});

t.test('a hidden page asks nothing', async (t) => {
  const { page } = await beforeScreen(t);
  let looks = 0;
  await page.route('**/api/v1/pairings/*', (route) => {
    looks += 1;
    return route.continue();
  });
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await page.clock.runFor(20_000);
  t.equal(looks, 0);
});

t.test('the session ends before the press: sign in again, and the screen is paired at once', async (t) => {
  const { page } = await beforeScreen(t);
  const person = newPerson('Late');
  await page.context().clearCookies();
  await press(page, 'Pair this screen');
  await page.getByText('You were signed out meanwhile').waitFor();
  await press(page, 'Create account');
  await page.getByLabel('Your name').fill(person.name);
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.keyboard.press('Enter');
  await heading(page, 'Paired').waitFor();
});

t.test('signing in that is refused keeps what was typed, and says where', async (t) => {
  const { url } = await SimulatedScreen.pairing(t, cloud);
  const known = newPerson();
  await signUp((await newPage(t, browser, cloud)).context(), cloud, known);
  const page = await newPage(t, browser, cloud);
  await page.goto(url);
  const email = page.getByLabel('Email');
  const password = page.getByLabel('Password', { exact: true });

  await press(page, 'Sign in and pair');
  t.ok(await page.getByText('Type your password.').isVisible(), 'nothing typed');
  t.ok(await email.evaluate((element) => element === document.activeElement), 'the first field at fault');

  await email.fill(known.email);
  await password.fill('not the password');
  await page.keyboard.press('Enter');
  await page
    .getByRole('alert')
    .getByText(/do not match/)
    .waitFor();
  t.same([await email.inputValue(), await password.inputValue()], [known.email, 'not the password']);

  await press(page, 'Create account');
  t.same([await email.inputValue(), await password.inputValue()], [known.email, 'not the password']);
  await page.keyboard.press('Enter');
  await press(page, 'Create account and pair');
  t.ok(await page.getByText('Tell us your name.').isVisible());
  await page.getByLabel('Your name').fill(known.name);
  await press(page, 'Create account and pair');
  await page
    .getByRole('alert')
    .getByText(/Sign in instead/)
    .waitFor();

  await password.fill('short');
  await page.keyboard.press('Enter');
  await page.getByText('Use at least 8 characters.').waitFor();

  await press(page, 'Sign in');
  await password.fill(known.password);
  await page.context().setOffline(true);
  await page.keyboard.press('Enter');
  await page
    .getByRole('alert')
    .getByText(/did not answer/)
    .waitFor();
  await page.context().setOffline(false);
  await page.keyboard.press('Enter');
  await heading(page, 'Paired').waitFor();
});

t.test('too many sign-ins: how long to wait', async (t) => {
  const { url } = await SimulatedScreen.pairing(t, cloud);
  const page = await newPage(t, browser, cloud);
  await page.route('**/api/auth/**', (route) =>
    route.fulfill({
      status: 429,
      headers: { 'X-Retry-After': '41' },
      json: { message: 'Too many requests.' },
    }),
  );
  await page.goto(url);
  await page.getByLabel('Email').fill('a@b.example');
  await page.getByLabel('Password', { exact: true }).fill('whatever it is');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('Wait 41 seconds').waitFor();
});

t.test('undo that comes too late, or does not get through', async (t) => {
  const { page } = await beforeScreen(t);
  await press(page, 'Pair this screen');
  await page.route('**/api/v1/pairings/undo', (route) => refuse(route, 409, 'undo-expired'));
  await press(page, 'Undo pairing');
  await page.getByRole('alert').getByText('It is too late to undo').waitFor();
  await page.unroute('**/api/v1/pairings/undo');
  await page.route('**/api/v1/pairings/undo', (route) => route.abort('connectionreset'));
  await press(page, 'Undo pairing');
  await page.getByRole('alert').getByText('The cloud did not answer').waitFor();
  await page.unroute('**/api/v1/pairings/undo');
  await press(page, 'Undo pairing');
  await heading(page, 'Pairing undone').waitFor();
});

t.test('a name that cannot be saved stays in the field', async (t) => {
  const { page } = await beforeScreen(t);
  await press(page, 'Pair this screen');
  const name = page.getByLabel('Name', { exact: true });
  await name.fill('  ');
  await press(page, 'Save');
  await page.getByText('A device needs a name.').waitFor();
  await page.route('**/api/v1/devices/*', (route) =>
    route.request().method() === 'PATCH' ? refuse(route, 500, 'internal') : route.continue(),
  );
  await name.fill('Kitchen');
  await press(page, 'Save');
  await page.getByRole('alert').getByText('Something went wrong on our side').waitFor();
  t.equal(await name.inputValue(), 'Kitchen');
  await page.unroute('**/api/v1/devices/*');
  await press(page, 'Save');
  await page.getByText('Saved', { exact: true }).waitFor();
});

t.test('a screen that is still loading, goes away and comes back is told as it is', async (t) => {
  const { page, screen } = await beforeScreen(t);
  screen.playsWhenBound = false;
  await press(page, 'Pair this screen');
  await screen.next('bound');
  const status = page.getByRole('status');
  const untilStatus = async (text: RegExp) => {
    await page.clock.runFor(2_500);
    await status.filter({ hasText: text }).waitFor();
  };
  await untilStatus(/loading its content/);
  await screen.disconnect();
  await untilStatus(/not connected right now/);
  t.pass('as it was');
});

t.test('who cannot sign out is told', async (t) => {
  const { page } = await beforeScreen(t);
  await page.route('**/api/auth/sign-out', (route) => route.abort('connectionreset'));
  await press(page, 'Not you? Sign out');
  await page
    .getByRole('alert')
    .getByText(/still signed in/)
    .waitFor();
  t.equal((await call(page.context(), cloud, 'GET', '/api/v1/session')).user.name, 'Anna Berg');
});
