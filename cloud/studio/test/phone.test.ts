/** The phone page, as people walk it before a screen: real cloud, real browser, a screen that is a real device. */
import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { call, newPage, newPerson, openBrowser, type Person, signUp } from './test-support/browser.ts';
import { startCloud } from './test-support/cloud.ts';
import { ensureBuilt } from './test-support/ensure-built.ts';
import { SimulatedScreen } from './test-support/simulated-screen.ts';

t.setTimeout(600_000);
t.jobs = 3;
await ensureBuilt();
const [cloud, browser]: [string, Browser] = await Promise.all([startCloud(t), openBrowser(t)]);

const heading = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { level: 1, name, exact: true });
const devicesOf = async (page: Page) => (await call(page.context(), cloud, 'GET', '/api/v1/devices')).devices;

/** Counts the claims that a page sends. */
function claimsOf(page: Page): string[] {
  const claims: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/pairings/claim')) claims.push(request.postData() ?? '');
  });
  return claims;
}

async function fillSignUp(page: Page, person: Person): Promise<void> {
  await page.getByRole('button', { name: 'Create account', exact: true }).click();
  await page.getByLabel('Your name').fill(person.name);
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
}

async function fillSignIn(page: Page, person: Person): Promise<void> {
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
}

/** A screen that somebody else has paired. */
async function pairAsSomebodyElse(t: Test, pairingId: string): Promise<void> {
  const other = await newPage(t, browser, cloud);
  await signUp(other.context(), cloud, newPerson('Somebody Else'));
  await call(other.context(), cloud, 'POST', '/api/v1/pairings/claim', { pairingId });
}

t.test('scan, create an account, and the screen is paired without another press', async (t) => {
  const { screen, url } = await SimulatedScreen.pairing(t, cloud);
  const page = await newPage(t, browser, cloud);
  const claims = claimsOf(page);
  await page.goto(url);
  await heading(page, 'Pair this screen').waitFor();
  t.match(page.url(), /\/P\/[A-Z2-7]{26}$/, 'the address is the one of the QR, in upper case');
  t.notOk(await page.getByText(screen.serial).count(), 'a stranger learns nothing about the screen');
  t.same(claims, []);

  const person = newPerson();
  await fillSignUp(page, person);
  await page.getByRole('button', { name: 'Create account and pair' }).click();
  await heading(page, 'Paired').waitFor();
  await screen.next('bound');
  t.equal(claims.length, 1);
  t.ok(await page.getByText('This screen now belongs to').isVisible());
  await page.getByText(/^Now playing/).waitFor();

  await page.getByLabel('Name', { exact: true }).fill('Front door');
  await page.getByLabel('Location').fill('Ground floor');
  await page.keyboard.press('Enter');
  await page.getByText('Saved', { exact: true }).waitFor();
  t.match(await devicesOf(page), [{ name: 'Front door', location: 'Ground floor', serial: screen.serial }]);
});

t.test('a scan loads little, and in one go', async (t) => {
  const page = await newPage(t, browser, cloud);
  await page.goto(`/P/${'A'.repeat(26)}`);
  await heading(page, 'This code does not work').waitFor();
  const files = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter((entry) => entry instanceof PerformanceResourceTiming && /\.(js|css)$/.test(entry.name))
      .map((entry) => ({
        path: new URL(entry.name).pathname,
        size: entry instanceof PerformanceResourceTiming ? entry.encodedBodySize : 0,
      })),
  );
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const html = await (await fetch(`${cloud}/`)).text();
  t.ok(files.length > 0 && files.length <= 16, `${files.length} files`);
  for (const { path } of files) t.ok(html.includes(path), `${path} is asked for at once, with the page`);
  t.ok(bytes > 0 && bytes < 180_000, `${bytes} bytes on the wire`);
});

t.test('scan, sign in, and the screen is paired without another press', async (t) => {
  const { url } = await SimulatedScreen.pairing(t, cloud);
  const person = newPerson();
  await signUp((await newPage(t, browser, cloud)).context(), cloud, person);
  const page = await newPage(t, browser, cloud);
  await page.goto(url);
  await fillSignIn(page, person);
  await page.keyboard.press('Enter');
  await heading(page, 'Paired').waitFor();
  t.equal((await devicesOf(page)).length, 1);
});

t.test('whoever was signed in before is asked once, and nothing is bound by looking', async (t) => {
  const { screen, url, code } = await SimulatedScreen.pairing(t, cloud);
  const page = await newPage(t, browser, cloud);
  const person = newPerson('Ada Lovelace');
  await signUp(page.context(), cloud, person);
  const claims = claimsOf(page);
  await page.goto(url);
  await heading(page, 'Pair this screen?').waitFor();
  for (const shown of [code, 'Node Pro', screen.serial, person.email]) {
    t.ok(await page.getByText(shown).first().isVisible(), `${shown} is shown`);
  }
  t.same([claims, await devicesOf(page)], [[], []], 'nothing was claimed yet');
  await page.getByRole('button', { name: 'Pair this screen' }).click();
  await heading(page, 'Paired').waitFor();
  t.equal(claims.length, 1);
});

t.test('with several accounts, the person says which', async (t) => {
  const { url } = await SimulatedScreen.pairing(t, cloud);
  const page = await newPage(t, browser, cloud);
  await signUp(page.context(), cloud, newPerson());
  await call(page.context(), cloud, 'POST', '/api/v1/accounts', { name: 'All branches' });
  await page.goto(url);
  await page.getByRole('radio', { name: 'All branches' }).check();
  await page.getByRole('button', { name: 'Pair this screen' }).click();
  await heading(page, 'Paired').waitFor();
  t.ok(await page.getByText('This screen now belongs to All branches').isVisible());
  await page.getByLabel('Name', { exact: true }).fill('Front door');
  await page.keyboard.press('Enter');
  await page.getByText('Saved', { exact: true }).waitFor();
});

t.test(
  'who signs in for the screen and has several accounts presses one of them, and nothing else',
  async (t) => {
    const { screen, url } = await SimulatedScreen.pairing(t, cloud);
    const person = newPerson();
    const before = await newPage(t, browser, cloud);
    await signUp(before.context(), cloud, person);
    await call(before.context(), cloud, 'POST', '/api/v1/accounts', { name: 'All branches' });
    const page = await newPage(t, browser, cloud);
    await page.goto(url);
    await fillSignIn(page, person);
    await page.keyboard.press('Enter');
    await heading(page, 'Which account gets it?').waitFor();
    await page.getByRole('button', { name: "Anna Berg's screens" }).click();
    await heading(page, 'Paired').waitFor();
    await screen.next('bound');
    t.ok(await page.getByText("This screen now belongs to Anna Berg's screens").isVisible());
    await page.getByLabel('Name', { exact: true }).fill('Front door');
    await page.keyboard.press('Enter');
    await page.getByText('Saved', { exact: true }).waitFor();
    t.match(await devicesOf(page), [{ name: 'Front door' }], 'the session is in the account that was chosen');
  },
);

t.test('somebody else signs out the one before and pairs as themselves', async (t) => {
  const { url } = await SimulatedScreen.pairing(t, cloud);
  const page = await newPage(t, browser, cloud);
  const [before, now] = [newPerson('Before'), newPerson('Now')];
  await signUp((await newPage(t, browser, cloud)).context(), cloud, now);
  await signUp(page.context(), cloud, before);
  await page.goto(url);
  await page.getByRole('button', { name: /Not you\? Sign out/ }).click();
  await heading(page, 'Pair this screen').waitFor();
  t.ok(await heading(page, 'Pair this screen').evaluate((element) => element === document.activeElement));
  await fillSignIn(page, now);
  await page.keyboard.press('Enter');
  await heading(page, 'Paired').waitFor();
  t.ok(await page.getByText('This screen now belongs to Now').isVisible());
});

t.test('undo takes the screen back out of the account', async (t) => {
  const { screen, url } = await SimulatedScreen.pairing(t, cloud);
  const page = await newPage(t, browser, cloud);
  await signUp(page.context(), cloud, newPerson());
  await page.goto(url);
  await page.getByRole('button', { name: 'Pair this screen' }).click();
  await page.getByRole('button', { name: 'Undo pairing' }).click();
  await heading(page, 'Pairing undone').waitFor();
  await screen.next('unbound');
  t.same(await devicesOf(page), []);
});

t.test('a code that leads nowhere: one sentence for strangers, an exact one for people', async (t) => {
  const unknown = `/p/${'a'.repeat(26)}`;
  const rebooted = await SimulatedScreen.pairing(t, cloud);
  await rebooted.screen.reboot();
  const taken = await SimulatedScreen.pairing(t, cloud);
  await pairAsSomebodyElse(t, taken.pairingId);

  const stranger = await newPage(t, browser, cloud);
  for (const path of [unknown, '/p/nonsense', rebooted.url, taken.url]) {
    await stranger.goto(path);
    await heading(stranger, 'This code does not work').waitFor();
    t.ok(await stranger.getByRole('link', { name: 'Sign in to Studio' }).isVisible(), path);
  }

  const page = await newPage(t, browser, cloud);
  await signUp(page.context(), cloud, newPerson());
  for (const [path, title, advice] of [
    [unknown, 'No screen shows this code', /Compare it with the code on your screen/],
    [rebooted.url, 'This code is no longer live', /restarted .* shows a new code/],
    [taken.url, 'This screen is already paired', /Somebody else has paired it/],
  ] as const) {
    await page.goto(path);
    await heading(page, title).waitFor();
    t.ok(await page.getByText(advice).isVisible(), title);
  }
});

t.test('loading the page again after pairing shows the screen, not an error', async (t) => {
  const { url } = await SimulatedScreen.pairing(t, cloud);
  const page = await newPage(t, browser, cloud);
  await signUp(page.context(), cloud, newPerson());
  await page.goto(url);
  await page.getByRole('button', { name: 'Pair this screen' }).click();
  await heading(page, 'Paired').waitFor();
  await page.reload();
  await heading(page, 'You have paired this screen').waitFor();
  await page.getByLabel('Name', { exact: true }).fill('Again');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  t.match(await devicesOf(page), [{ name: 'Again' }]);
});

t.test('a page that was open before the code died says so and why', async (t) => {
  const stranger = await SimulatedScreen.pairing(t, cloud);
  const rebooted = await SimulatedScreen.pairing(t, cloud);
  const taken = await SimulatedScreen.pairing(t, cloud);
  const [one, two, three] = await Promise.all([
    newPage(t, browser, cloud),
    newPage(t, browser, cloud),
    newPage(t, browser, cloud),
  ]);
  await signUp(two.context(), cloud, newPerson());
  await signUp(three.context(), cloud, newPerson());
  for (const [page, url] of [
    [one, stranger.url],
    [two, rebooted.url],
    [three, taken.url],
  ] as const) {
    await page.clock.install();
    await page.goto(url);
    await heading(page, /^Pair this screen/).waitFor();
  }
  await stranger.screen.reboot();
  await rebooted.screen.reboot();
  await pairAsSomebodyElse(t, taken.pairingId);
  for (const [page, title, why] of [
    [one, 'This code does not work', /Since then the screen was restarted, or somebody paired it/],
    [two, 'This code is no longer live', /Since then the screen was restarted\./],
    [three, 'This screen is already paired', /Since then somebody else was faster/],
  ] as const) {
    await page.clock.fastForward(5_000);
    await heading(page, title).waitFor();
    t.ok(await page.getByText(why).isVisible(), title);
    t.ok(await heading(page, title).evaluate((element) => element === document.activeElement));
  }
});

t.test('the code that dies between sign-in and claim is told exactly', async (t) => {
  const { screen, url } = await SimulatedScreen.pairing(t, cloud);
  const page = await newPage(t, browser, cloud);
  await page.goto(url);
  await fillSignUp(page, newPerson());
  await screen.reboot();
  await page.keyboard.press('Enter');
  await heading(page, 'This code is no longer live').waitFor();
  t.ok(await page.getByText(/It worked when you opened this page/).isVisible());
});

t.test('from the scan to "paired" and back with nothing but a keyboard', async (t) => {
  const { url } = await SimulatedScreen.pairing(t, cloud);
  const page = await newPage(t, browser, cloud);
  await page.goto(url);
  await heading(page, 'Pair this screen').waitFor();
  const person = newPerson();
  const { keyboard } = page;
  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement;
      return (
        element?.getAttribute('aria-label') ?? element?.getAttribute('name') ?? element?.textContent ?? ''
      );
    });
  const tabTo = async (what: string) => {
    for (let presses = 0; presses < 15; presses += 1) {
      await keyboard.press('Tab');
      if ((await focused()) === what) return;
    }
    t.fail(`the Tab key never reaches ${what}; it is at ${await focused()}`);
  };
  await tabTo('Create account');
  await keyboard.press('Space');
  await tabTo('name');
  await keyboard.type(person.name);
  await tabTo('email');
  await keyboard.type(person.email);
  await tabTo('password');
  await keyboard.type(person.password);
  await tabTo('Show password');
  await keyboard.press('Space');
  t.equal(await page.getByLabel('Password', { exact: true }).getAttribute('type'), 'text');
  await tabTo('Create account and pair');
  await keyboard.press('Enter');
  await heading(page, 'Paired').waitFor();
  t.equal(await focused(), 'Paired', 'the focus is at what has changed');
  await tabTo('name');
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('By keyboard');
  await keyboard.press('Enter');
  await page.getByText('Saved', { exact: true }).waitFor();
  await tabTo('Undo pairing');
  await keyboard.press('Enter');
  await heading(page, 'Pairing undone').waitFor();
  t.equal(await focused(), 'Pairing undone');
});
