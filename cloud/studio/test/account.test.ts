/** Settings > Account: another name, how many devices, and the end, for whoever closes it and for everybody else. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { openDatabase } from '../../src/database/open-database.ts';
import { identityTables } from '../../src/identity/accounts.ts';
import { call, desk, newPage, newPerson, openBrowser, phone, signUp } from './test-support/browser.ts';
import { startCloudWithData } from './test-support/cloud.ts';
import { ensureBuilt } from './test-support/ensure-built.ts';
import { lookOver } from './test-support/look-over.ts';
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

async function person(t: Test, name: string, viewport = desk): Promise<Page> {
  const page = await newPage(t, browser, cloud.url, viewport);
  await signUp(page.context(), cloud.url, newPerson(name));
  return page;
}

/** Puts somebody into the account of `admin`, past the invitation, and lets them act on it. */
async function admit(admin: Page, member: Page): Promise<string> {
  const accountId = (await sessionOf(admin)).account.id;
  const userId = (await sessionOf(member)).user.id;
  await identityTables(db)
    .insertInto('member')
    .values({
      id: `m-${userId}`,
      organizationId: accountId,
      userId,
      role: 'operator',
      createdAt: new Date().toISOString(),
    })
    .execute();
  await call(member.context(), cloud.url, 'POST', '/api/v1/session/account', { accountId });
  return accountId;
}

t.test('another name is shown everywhere, and can be taken back', async (t) => {
  const page = await person(t, 'Ada');
  await page.goto('/settings/account');
  const field = page.getByLabel('Name of the account');
  t.equal(await field.inputValue(), 'Ada’s screens'.replace('’', "'"));
  await field.fill('');
  await press(page, 'Save');
  await page.getByText('An account needs a name.').waitFor();
  await lookOver(t, page, 'account, without a name');
  await field.fill('  Bakery Ltd ');
  await field.press('Enter');
  await page.getByText('The account is Bakery Ltd now.').waitFor();
  await page.getByRole('button', { name: 'Bakery Ltd: your menu' }).waitFor();
  await press(page, 'Undo');
  await page.getByRole('button', { name: "Ada's screens: your menu" }).waitFor();
  t.equal(await field.inputValue(), "Ada's screens");
});

t.test('how many devices there are and may be, from none to all', async (t) => {
  const page = await person(t, 'Bert');
  await page.goto('/settings/account');
  await page.getByText('0 in use, and no limit').waitFor();
  const { account } = await sessionOf(page);
  const limit = (deviceLimit: number) =>
    db.updateTable('accountSettings').set({ deviceLimit }).where('accountId', '=', account.id).execute();
  const first = await SimulatedScreen.pairing(t, cloud.url);
  await call(page.context(), cloud.url, 'POST', '/api/v1/pairings/claim', { pairingId: first.pairingId });
  await limit(3);
  await page.reload();
  await page.getByText('1 of 3 in use').waitFor();
  await page.getByText('2 more screens can be paired.').waitFor();
  t.equal(await page.getByRole('meter', { name: 'Devices in use' }).getAttribute('value'), '1');
  await limit(1);
  await page.reload();
  await page.getByText('No further screen can be paired').waitFor();
  await lookOver(t, page, 'account, full');

  const second = await SimulatedScreen.pairing(t, cloud.url);
  await page.goto(second.url);
  await press(page, 'Pair this screen');
  await heading(page, 'Your account has all the devices it may have').waitFor();
  await limit(2);
  await press(page, 'Try again');
  await heading(page, 'Paired').waitFor();
});

t.test('closing asks for the name, and then everybody is told where the account went', async (t) => {
  const page = await person(t, 'Cleo');
  const member = await person(t, 'Dora', phone);
  await admit(page, member);
  const { screen, pairingId } = await SimulatedScreen.pairing(t, cloud.url);
  await call(page.context(), cloud.url, 'POST', '/api/v1/pairings/claim', { pairingId, name: 'Lobby' });
  await screen.next('bound');
  await member.goto('/devices');
  await member.getByRole('link', { name: 'Lobby' }).waitFor();

  await page.goto('/settings/account');
  await press(page, 'Close the account…');
  const typed = page.getByLabel("Type Cleo's screens to confirm");
  await typed.waitFor();
  t.ok(await typed.evaluate((element) => element === document.activeElement));
  await press(page, 'Close for good');
  await page.getByText('This is not the name.').waitFor();
  await lookOver(t, page, 'closing, with an objection');
  await typed.fill("Cleo's screens");
  await press(page, 'Close for good');
  await heading(page, "The account Cleo's screens is closed").waitFor();
  t.same(await screen.next('unbound'), { type: 'unbound', reason: 'account-closed' });
  await screen.next('pairing');
  await page.getByText(/You closed it on/).waitFor();
  await page.getByText(/You have a new and empty account of your own/).waitFor();
  await lookOver(t, page, 'closed');
  await press(page, 'Go on');
  await page.getByText('Pair your first screen').waitFor();
  await page.reload();
  await page.getByText('Pair your first screen').waitFor();

  await heading(member, "The account Cleo's screens is closed").waitFor();
  await member.getByText(/Cleo \(.*\) closed it on/).waitFor();
  await member.getByRole('main').getByText("You are in Dora's screens now.").waitFor();
  await press(member, 'Go on');
  await member.getByText('Pair your first screen').waitFor();
});

t.test('protected devices keep the account open, and the way to lift that is shown', async (t) => {
  const page = await person(t, 'Eve');
  await call(page.context(), cloud.url, 'PATCH', '/api/v1/account/policies', { deletionLock: true });
  await page.goto('/settings/account');
  await press(page, 'Close the account…');
  await page.getByLabel("Type Eve's screens to confirm").fill("Eve's screens");
  await press(page, 'Close for good');
  await page.getByRole('alert').getByText('Devices are protected from removal').waitFor();
  await page.getByRole('link', { name: 'Go to Policies' }).click();
  await heading(page, 'Policies').waitFor();
});

t.test('closing that was broken off has closed nothing, says so, and can be done again', async (t) => {
  const page = await person(t, 'Fay');
  await page.goto('/settings/account');
  await press(page, 'Close the account…');
  await page.getByLabel("Type Fay's screens to confirm").fill("Fay's screens");
  await page.route('**/account/close', (route) => route.abort('connectionreset'));
  await press(page, 'Close for good');
  await page.getByRole('alert').getByText('The cloud did not answer').waitFor();
  await page.unroute('**/account/close');
  await press(page, 'Close for good');
  await heading(page, "The account Fay's screens is closed").waitFor();
});
