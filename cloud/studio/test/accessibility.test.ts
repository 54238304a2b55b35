/**
 * Every page and dialog, looked over by axe for WCAG 2.0 to 2.2 A and AA, in both colours and at both widths, and
 * none of them wider than a small phone.
 */
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
t.jobs = 4;
await ensureBuilt();
const [cloud, browser]: [string, Browser] = await Promise.all([startCloud(t), openBrowser(t)]);

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();

async function signedIn(t: Test, viewport = phone): Promise<Page> {
  const page = await newPage(t, browser, cloud, viewport);
  await signUp(page.context(), cloud, newPerson('Maximiliane Mustermann-Beispiel'));
  return page;
}

t.test('the phone page, for a stranger', async (t) => {
  const { url, screen } = await SimulatedScreen.pairing(t, cloud);
  const page = await newPage(t, browser, cloud);
  await page.clock.install();
  await page.goto(url);
  await heading(page, 'Pair this screen').waitFor();
  await lookOver(t, page, 'sign in');
  await press(page, 'Create account');
  await press(page, 'Create account and pair');
  await page.getByText('Tell us your name.').waitFor();
  await lookOver(t, page, 'create account, with objections');
  await screen.reboot();
  await page.clock.runFor(5_000);
  await heading(page, 'This code does not work').waitFor();
  await lookOver(t, page, 'a dead code');
});

t.test('the phone page, for somebody signed in', async (t) => {
  const { url } = await SimulatedScreen.pairing(t, cloud);
  const page = await signedIn(t);
  await call(page.context(), cloud, 'POST', '/api/v1/accounts', { name: 'Other' });
  await page.goto(url);
  await heading(page, 'Pair this screen?').waitFor();
  await lookOver(t, page, 'confirm');
  await page.route('**/pairings/claim', (route) =>
    refuse(route, 429, 'too-many-tries', { retryAfterSeconds: 600 }),
  );
  await press(page, 'Pair this screen');
  await heading(page, 'Too many tries').waitFor();
  await lookOver(t, page, 'too many tries');
  await page.unroute('**/pairings/claim');
  await page.reload();
  await press(page, 'Pair this screen');
  await heading(page, 'Paired').waitFor();
  await press(page, 'Save');
  await page.getByText('Saved', { exact: true }).waitFor();
  await lookOver(t, page, 'paired');
  await page.reload();
  await heading(page, 'You have paired this screen').waitFor();
  await page.getByText('Where is it?').waitFor();
  await lookOver(t, page, 'paired before');
});

t.test('signing in, no devices yet, pairing by code, nothing here', async (t) => {
  const page = await newPage(t, browser, cloud, desk);
  await page.goto('/sign-in?next=/pair');
  await heading(page, 'Sign in to pair your screen').waitFor();
  await lookOver(t, page, 'sign in');
  await signUp(page.context(), cloud, newPerson());
  await page.goto('/devices');
  await page.getByText('Pair your first screen').waitFor();
  await lookOver(t, page, 'no devices');
  await page.getByRole('link', { name: 'Type a pairing code' }).click();
  await page.getByLabel('Pairing code').fill('7KQO');
  await press(page, 'Pair');
  await page.getByText('Give the device a name.').waitFor();
  await lookOver(t, page, 'pair, with objections');
  await page.goto('/nowhere');
  await heading(page, 'There is nothing at this address').waitFor();
  await lookOver(t, page, 'nothing here');
});

t.test('devices, their menus and dialogs, and the page of one', async (t) => {
  const page = await signedIn(t, desk);
  const { screen, pairingId, code } = await SimulatedScreen.pairing(t, cloud);
  const away = await SimulatedScreen.pairing(t, cloud);
  const longName = 'Window display with quite a long name that somebody thought was a good idea';
  await call(page.context(), cloud, 'POST', '/api/v1/pairings/claim', {
    pairingId: away.pairingId,
    name: longName,
  });
  await away.screen.disconnect();
  await page.goto('/pair');
  await page.getByLabel('Device name').fill('Reception');
  await page.getByLabel('Pairing code').fill(code);
  await press(page, 'Pair');
  await page.getByText('Not this screen? Undo').waitFor();
  screen.report('playing', [{ code: 'database-rebuilt', detail: 'The database was damaged and is new.' }]);
  await page.getByText('The database was damaged and is new.').waitFor();
  await lookOver(t, page, 'a device just paired');
  t.ok(pairingId);

  await page.getByRole('navigation', { name: 'Studio' }).getByRole('link', { name: 'Devices' }).click();
  await page.getByRole('link', { name: longName }).waitFor();
  await lookOver(t, page, 'devices');
  await press(page, 'Actions for Reception');
  await page.getByRole('menuitem', { name: 'Remove' }).waitFor();
  await lookOver(t, page, 'the menu of a device');
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByText('Keep it').waitFor();
  await lookOver(t, page, 'remove');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await press(page, 'Actions for Reception');
  await page.getByRole('menuitem', { name: 'Rename or move' }).click();
  await page.getByRole('dialog').getByLabel('Location').waitFor();
  await lookOver(t, page, 'rename');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await press(page, /your menu$/);
  await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
  await lookOver(t, page, 'the menu of the person');
  await page.keyboard.press('Escape');
  await page.context().clearCookies();
  await page.getByLabel('Search devices').fill('x');
  await page.getByRole('dialog', { name: 'You were signed out' }).waitFor();
  await lookOver(t, page, 'signed out meanwhile');
});
