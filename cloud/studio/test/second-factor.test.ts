/** An account that asks for a second factor: the way in, from Studio and from a screen that is about to be paired. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { openDatabase } from '../../src/database/open-database.ts';
import {
  call,
  desk,
  newPage,
  newPerson,
  openBrowser,
  type Person,
  phone,
  signUp,
} from './test-support/browser.ts';
import { startCloudWithData } from './test-support/cloud.ts';
import { ensureBuilt } from './test-support/ensure-built.ts';
import { lookOver } from './test-support/look-over.ts';
import { codesOf, turnOnCodes } from './test-support/second-factor.ts';
import { SimulatedScreen } from './test-support/simulated-screen.ts';

t.setTimeout(600_000);
await ensureBuilt();
const [cloud, browser]: [{ url: string; data: string }, Browser] = await Promise.all([
  startCloudWithData(t),
  openBrowser(t),
]);
const db = openDatabase({ file: join(cloud.data, 'cloud.sqlite') });
t.teardown(() => db.destroy());

const heading = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { level: 1, name, exact: true });
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
const sessionOf = (page: Page) => call(page.context(), cloud.url, 'GET', '/api/v1/session');

/** Somebody whose account has begun to ask for a second factor. */
async function keptOut(t: Test, viewport = desk): Promise<{ page: Page; person: Person }> {
  const page = await newPage(t, browser, cloud.url, viewport);
  const person = newPerson('Ines');
  await signUp(page.context(), cloud.url, person);
  await ask((await sessionOf(page)).account.id);
  return { page, person };
}

async function ask(accountId: string): Promise<void> {
  await db
    .updateTable('accountSettings')
    .set({ mfaRequired: 1 })
    .where('accountId', '=', accountId)
    .execute();
}

/** Sets up codes of an app on the page Security. */
async function setUp(page: Page, person: Person): Promise<() => Promise<string>> {
  await page.getByLabel('Your password').fill(person.password);
  await press(page, 'Turn it on');
  await page.getByAltText('QR code for an authenticator app').waitFor();
  const secret = page.locator('strong').filter({ hasText: /^[A-Z2-7]{20,}$/ });
  const code = codesOf((await secret.textContent()) ?? '');
  await page.getByLabel('Code of the app').fill(await code());
  await press(page, 'Turn it on');
  await page.getByText('Your second factor is there').waitFor();
  return code;
}

t.test('Studio leads to Security, and from there back to where somebody wanted to go', async (t) => {
  const { page, person } = await keptOut(t);
  await page.goto('/devices?status=offline');
  await heading(page, 'A second factor is needed').waitFor();
  await lookOver(t, page, 'kept out');
  await page.getByRole('link', { name: 'Go on to Security' }).click();
  await page.getByRole('heading', { name: "Set up a second factor for Ines's screens" }).waitFor();
  await lookOver(t, page, 'a second factor is wanted');
  await setUp(page, person);
  await page.getByText('The second factor is on').waitFor();
  await lookOver(t, page, 'a second factor is there');
  await page.getByRole('link', { name: 'Go on where you were' }).click();
  await heading(page, 'Devices').waitFor();
  t.equal(new URL(page.url()).search, '?status=offline');
});

t.test('a person of several accounts goes to one that asks for none', async (t) => {
  const { page } = await keptOut(t);
  const asking = (await sessionOf(page)).account.id;
  await call(page.context(), cloud.url, 'POST', '/api/v1/accounts', { name: 'Open house' });
  await call(page.context(), cloud.url, 'POST', '/api/v1/session/account', { accountId: asking });
  await page.goto('/devices');
  await heading(page, 'A second factor is needed').waitFor();
  await page.route('**/session/account', (route) => route.abort('connectionreset'));
  await press(page, 'Open house');
  await page.getByRole('alert').getByText('The cloud did not answer').waitFor();
  await page.unroute('**/session/account');
  await press(page, 'Open house');
  await page.getByText('Pair your first screen').waitFor();
});

t.test('a rule that begins while somebody works is told at their next step', async (t) => {
  const page = await newPage(t, browser, cloud.url, desk);
  await signUp(page.context(), cloud.url, newPerson('Jo'));
  await page.goto('/devices');
  await page.getByText('Pair your first screen').waitFor();
  await ask((await sessionOf(page)).account.id);
  await page.getByRole('navigation', { name: 'Studio' }).getByRole('link', { name: 'Settings' }).click();
  await heading(page, 'A second factor is needed').waitFor();
});

t.test('in the middle of a pairing: scan, sign in, set it up, and the screen is paired', async (t) => {
  const { page, person } = await keptOut(t, phone);
  await page.context().clearCookies();
  const { screen, url } = await SimulatedScreen.pairing(t, cloud.url);
  await page.goto(url);
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await press(page, 'Sign in and pair');
  await heading(page, 'One more step before pairing').waitFor();
  await lookOver(t, page, 'a second factor before pairing');
  await page.getByRole('link', { name: 'Go on' }).click();
  await heading(page, 'Security').waitFor();
  await setUp(page, person);
  await page.getByRole('link', { name: 'Pair your screen' }).click();
  await heading(page, 'Paired').waitFor();
  t.equal(page.url(), new URL(url).href, 'the address is that of the screen again');
  await screen.next('bound');
});

t.test('who was signed in before has said nothing yet, and still confirms afterwards', async (t) => {
  const { page, person } = await keptOut(t, phone);
  const { url } = await SimulatedScreen.pairing(t, cloud.url);
  await page.goto(url);
  await heading(page, 'One more step before pairing').waitFor();
  await page.getByRole('link', { name: 'Go on' }).click();
  await setUp(page, person);
  await page.getByRole('link', { name: 'Pair your screen' }).click();
  await heading(page, 'Pair this screen?').waitFor();
  await press(page, 'Pair this screen');
  await heading(page, 'Paired').waitFor();
});

t.test('who has one and came in without it shows it once', async (t) => {
  const { page, person } = await keptOut(t);
  const code = await turnOnCodes(page, cloud.url, person.password);
  const { user } = await sessionOf(page);
  // As if they had come by an identity provider, which asks for no code of ours.
  const sessions = db.withoutPlugins().withTables<{ session: { userId: string; secondFactor: number } }>();
  await sessions.updateTable('session').set({ secondFactor: 0 }).where('userId', '=', user.id).execute();
  await page.goto('/settings/security?next=%2Fdevices');
  await page.getByRole('heading', { name: "Show your second factor for Ines's screens" }).waitFor();
  const field = page.getByLabel('Code of your app, or a recovery code');
  await field.fill('000000');
  await press(page, 'Continue');
  await page.getByText('This code is not right').waitFor();
  await lookOver(t, page, 'showing a second factor');
  await field.fill(await code());
  await press(page, 'Continue');
  await page.getByRole('link', { name: 'Go on where you were' }).click();
  await page.getByText('Pair your first screen').waitFor();
  await page.goto('/settings/security');
  await page.getByText('A wrong code').waitFor();
});

t.test('an account that always asks: after signing in at a screen one looks, and presses once', async (t) => {
  const page = await newPage(t, browser, cloud.url, phone);
  const person = newPerson('Kim');
  await signUp(page.context(), cloud.url, person);
  await call(page.context(), cloud.url, 'PATCH', '/api/v1/account/policies', { alwaysConfirm: true });
  await page.context().clearCookies();
  const { screen, url, code } = await SimulatedScreen.pairing(t, cloud.url);
  await page.goto(url);
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await press(page, 'Sign in and pair');
  await heading(page, 'Pair this screen?').waitFor();
  await page.getByText('Your account wants each screen to be looked at').waitFor();
  t.equal(await page.locator('.code').textContent(), code);
  await lookOver(t, page, 'always confirm');
  await press(page, 'Pair this screen');
  await heading(page, 'Paired').waitFor();
  await screen.next('bound');
});
