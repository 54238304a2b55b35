/** Several accounts of one person, the menu that goes from one to the other, and the help of shortcuts. */
import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import {
  call,
  desk,
  newPage,
  newPerson,
  openBrowser,
  phone,
  refuse,
  signUp,
} from './test-support/browser.ts';
import { startCloud } from './test-support/cloud.ts';
import { ensureBuilt } from './test-support/ensure-built.ts';
import { lookOver } from './test-support/look-over.ts';
import { SimulatedScreen } from './test-support/simulated-screen.ts';

t.setTimeout(600_000);
await ensureBuilt();
const [cloud, browser]: [string, Browser] = await Promise.all([startCloud(t), openBrowser(t)]);

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
const device = (page: Page, name: string) => page.getByRole('link', { name, exact: true });
const pathOf = (page: Page) => new URL(page.url()).pathname + new URL(page.url()).search;
const account = (page: Page, name: string) => page.getByRole('menuitemradio', { name, exact: true });

/** Somebody with two accounts, a screen in each, who acts on the first. */
async function personOfTwo(t: Test, viewport = desk): Promise<Page> {
  const page = await newPage(t, browser, cloud, viewport);
  await signUp(page.context(), cloud, newPerson('Ada'));
  const ask = (method: string, path: string, body?: object) =>
    call(page.context(), cloud, method, path, body);
  const { account: first } = await ask('GET', '/api/v1/session');
  const second = await ask('POST', '/api/v1/accounts', { name: 'Bakery' });
  for (const [accountId, name] of [
    [second.id, 'Oven'],
    [first.id, 'Lobby'],
  ]) {
    const { pairingId } = await SimulatedScreen.pairing(t, cloud);
    await ask('POST', '/api/v1/pairings/claim', { pairingId, name, accountId });
  }
  await ask('POST', '/api/v1/session/account', { accountId: first.id });
  return page;
}

t.test(
  'the menu goes to the same place in another account, and nothing of the one before is left',
  async (t) => {
    const page = await personOfTwo(t);
    await page.goto('/devices?search=lob');
    await device(page, 'Lobby').waitFor();
    await page.getByRole('checkbox', { name: 'Select Lobby' }).check();
    // Another tab of the same browser stands elsewhere.
    const tab = await page.context().newPage();
    await tab.goto('/settings/members');
    await tab.getByText('Who belongs to Ada').waitFor();

    await page.bringToFront();
    await press(page, /your menu$/);
    await account(page, 'Bakery').waitFor();
    t.equal(await account(page, "Ada's screens").getAttribute('aria-checked'), 'true');
    await lookOver(t, page, 'the menu with accounts');
    await account(page, 'Bakery').click();
    await device(page, 'Oven').waitFor();
    await page.getByText('You are in Bakery now.').waitFor();
    t.equal(pathOf(page), '/devices', 'what narrowed the list is not taken along');
    t.equal(await device(page, 'Lobby').count(), 0);
    t.equal(await page.getByRole('region', { name: 'Selected devices' }).count(), 0);

    await tab.bringToFront();
    await tab.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
    await tab.getByText('Who belongs to Bakery').waitFor();
    await tab.getByText('You are in Bakery now.').waitFor();
    await tab.close();

    await device(page, 'Oven').click();
    await heading(page, 'Oven').waitFor();
    await press(page, /your menu$/);
    await account(page, "Ada's screens").click();
    await device(page, 'Lobby').waitFor();
    t.equal(pathOf(page), '/devices', 'a device is of one account alone');
  },
);

t.test('an account that is gone meanwhile is said, and offered no more', async (t) => {
  const page = await personOfTwo(t);
  await page.goto('/devices');
  await device(page, 'Lobby').waitFor();
  await page.route('**/session/account', (route) => refuse(route, 404, 'unknown-account'));
  await press(page, /your menu$/);
  await account(page, 'Bakery').click();
  await page.getByText('You are no longer in this account.').waitFor();
  t.ok(await device(page, 'Lobby').isVisible());
});

t.test('all accounts stand under Settings, to go to, to leave, and to open one more', async (t) => {
  const page = await personOfTwo(t, phone);
  await page.goto('/settings/accounts');
  await heading(page, 'Your accounts').waitFor();
  await page.getByText('You are an Admin, and here now').waitFor();
  await lookOver(t, page, 'your accounts');
  await press(page, "Leave Ada's screens");
  await page.getByRole('dialog', { name: "Leave Ada's screens?" }).waitFor();
  await press(page, 'Leave');
  await page.getByText('The account needs an Admin').waitFor();
  await press(page, 'Stay');

  await press(page, 'Go to Bakery');
  await page.getByRole('button', { name: 'Leave Bakery' }).waitFor();
  t.equal(pathOf(page), '/settings/accounts');

  await press(page, 'Open it');
  await page.getByText('Give the account a name').waitFor();
  await page.getByLabel('Its name').fill('Florist');
  await page.route('**/api/v1/accounts', (route) => refuse(route, 409, 'too-many-accounts'));
  await press(page, 'Open it');
  await page.getByText('You run as many accounts as one person may').waitFor();
  await page.unroute('**/api/v1/accounts');
  await press(page, 'Open it');
  await page.getByRole('button', { name: 'Leave Florist' }).waitFor();
  t.equal(await page.getByLabel('Its name').inputValue(), '');
});

t.test('? shows which keys do what, but not while typing, and can be turned off', async (t) => {
  const page = await personOfTwo(t);
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  const gone = () => help.waitFor({ state: 'detached' });
  await page.goto('/devices');
  await device(page, 'Lobby').waitFor();
  await page.getByLabel('Search devices').fill('');
  await page.keyboard.type('?');
  t.equal(await page.getByLabel('Search devices').inputValue(), '?');
  t.equal(await help.count(), 0);
  await device(page, 'Pair').focus();
  await page.keyboard.press('Shift+?');
  await help.waitFor();
  await help.getByText('Select it, or no longer').waitFor();
  await help.getByLabel('Let single keys work everywhere').uncheck();
  await page.keyboard.press('Escape');
  await gone();
  // The focus is back where it was.
  await page.waitForFunction(() => document.activeElement?.textContent === 'Pair');
  await page.keyboard.press('Shift+?');
  await page.keyboard.press('/');
  await page.waitForFunction(() => document.activeElement?.textContent === 'Pair');
  await press(page, /your menu$/);
  await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click();
  await help.waitFor();
  t.equal(await help.getByLabel('Let single keys work everywhere').isChecked(), false, 'it is remembered');
  await lookOver(t, page, 'keyboard shortcuts');
  await help.getByLabel('Let single keys work everywhere').check();
  await page.keyboard.press('Escape');
  await gone();
  await device(page, 'Pair').focus();
  await page.keyboard.press('Shift+?');
  await help.waitFor();
  await page.keyboard.press('Escape');
  await gone();
  await page.keyboard.press('/');
  t.ok(await page.getByLabel('Search devices').evaluate((element) => element === document.activeElement));
});
