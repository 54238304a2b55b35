/** Settings > Policies: each rule is turned on and off by hand, and does at the screen what it says. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { openDatabase } from '../../src/database/open-database.ts';
import { call, desk, newPage, newPerson, openBrowser, type Person, signUp } from './test-support/browser.ts';
import { startCloudWithData } from './test-support/cloud.ts';
import { ensureBuilt } from './test-support/ensure-built.ts';
import { giveDevices } from './test-support/fleet.ts';
import { lookOver } from './test-support/look-over.ts';
import { turnOnCodes } from './test-support/second-factor.ts';
import { SimulatedScreen } from './test-support/simulated-screen.ts';

t.setTimeout(600_000);
await ensureBuilt();
const [cloud, browser]: [{ url: string; data: string }, Browser] = await Promise.all([
  startCloudWithData(t),
  openBrowser(t),
]);

const heading = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { level: 1, name, exact: true });
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
const rule = (page: Page, name: string) => page.getByRole('switch', { name });
const policiesOf = (page: Page) => call(page.context(), cloud.url, 'GET', '/api/v1/account/policies');

/** As if these had been away for so many days. */
async function takeAway(ids: readonly string[], days: number): Promise<void> {
  const db = openDatabase({ file: join(cloud.data, 'cloud.sqlite') });
  const lastSeenAt = Date.now() - days * 86_400_000;
  await db
    .updateTable('deviceKey')
    .set({ lastSeenAt, onlineSince: null })
    .where('deviceId', 'in', [...ids])
    .execute();
  await db
    .updateTable('binding')
    .set({ boundAt: 0 })
    .where('deviceId', 'in', [...ids])
    .execute();
  await db.destroy();
}

async function admin(t: Test): Promise<{ page: Page; person: Person }> {
  const page = await newPage(t, browser, cloud.url, desk);
  const person = newPerson('Ada Admin');
  await signUp(page.context(), cloud.url, person);
  return { page, person };
}

t.test('a rule takes effect at once, and is taken back in one press', async (t) => {
  const { page } = await admin(t);
  await page.goto('/settings/policies');
  await heading(page, 'Policies').waitFor();
  t.notOk(await rule(page, 'Always confirm before pairing').isChecked());
  await rule(page, 'Always confirm before pairing').press('Space');
  await page.getByText('Every scan is confirmed now.').waitFor();
  t.match(await policiesOf(page), { alwaysConfirm: true });
  await lookOver(t, page, 'policies');
  await press(page, 'Undo');
  await page.getByText('Undone.').waitFor();
  t.match(await policiesOf(page), { alwaysConfirm: false });
  t.notOk(await rule(page, 'Always confirm before pairing').isChecked());
});

t.test('protected devices are not removed, and Studio says who lifts that', async (t) => {
  const { page } = await admin(t);
  const { pairingId } = await SimulatedScreen.pairing(t, cloud.url);
  await call(page.context(), cloud.url, 'POST', '/api/v1/pairings/claim', { pairingId, name: 'Lobby' });
  await page.goto('/settings/policies');
  await rule(page, 'Protect devices from removal').press('Space');
  await page.getByText('No device can be removed now.').waitFor();
  await page.goto('/devices');
  await press(page, 'Actions for Lobby');
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await press(page, 'Remove device');
  await page.getByRole('alert').getByText('Devices are protected from removal').waitFor();
  await lookOver(t, page, 'protected');
});

t.test('a limit that lets screens go says how many, and asks first', async (t) => {
  const { page } = await admin(t);
  const ids = await giveDevices(page, cloud, 20);
  await takeAway(ids.slice(0, 2), 8);
  await page.goto('/settings/policies');
  const choice = page.getByLabel('How long a screen may stay away');
  t.equal(await choice.inputValue(), '');
  await choice.selectOption('7');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await dialog.getByText('Let 2 screens go?').waitFor();
  await lookOver(t, page, 'letting screens go');
  await press(page, 'Leave it as it is');
  await dialog.waitFor({ state: 'detached' });
  t.equal(await choice.inputValue(), '', 'nothing has changed');
  t.match(await policiesOf(page), { lapseDays: null });
  await choice.selectOption('0');
  await page.getByText('Screens may stay away for ever.').waitFor();
  t.match(await policiesOf(page), { lapseDays: 0 });
  await choice.selectOption('7');
  await press(page, 'Let them go');
  await dialog.waitFor({ state: 'detached' });
  t.equal(await choice.inputValue(), '7');
  t.match(await policiesOf(page), { lapseDays: 7 });
});

t.test('who asks a second factor of others is led to their own first, and back', async (t) => {
  const { page, person } = await admin(t);
  await page.goto('/settings/policies');
  await rule(page, 'Ask everybody for a second factor').press('Space');
  await page.getByRole('alert').getByText('Your own second factor comes first').waitFor();
  t.notOk(await rule(page, 'Ask everybody for a second factor').isChecked());
  await lookOver(t, page, 'one’s own second factor comes first');
  await page.getByRole('link', { name: 'Set up yours, and come back here' }).click();
  await heading(page, 'Security').waitFor();
  await turnOnCodes(page, cloud.url, person.password);
  await page.reload();
  await page.getByRole('link', { name: 'Go on where you were' }).click();
  await heading(page, 'Policies').waitFor();
  await rule(page, 'Ask everybody for a second factor').press('Space');
  await page.getByText('Everybody needs a second factor now.').waitFor();
  t.match(await policiesOf(page), { mfaRequired: true });
});

t.test('somebody who is no Admin has no such page', async (t) => {
  const { page } = await admin(t);
  await page.route('**/api/v1/session', async (route) => {
    const answer = await route.fetch();
    const session = await answer.json();
    await route.fulfill({ json: { ...session, account: { ...session.account, role: 'operator' } } });
  });
  await page.goto('/settings/policies');
  await heading(page, 'Your role does not allow this').waitFor();
  t.equal(await page.getByRole('link', { name: /^Policies/ }).count(), 0);
});

t.test('rules that cannot be read say so and are read again', async (t) => {
  const { page } = await admin(t);
  await page.route('**/api/v1/account/policies', (route) => route.abort('connectionreset'));
  await page.goto('/settings/policies');
  await heading(page, 'The cloud did not answer').waitFor();
  await page.unroute('**/api/v1/account/policies');
  await press(page, 'Try again');
  await heading(page, 'Policies').waitFor();
});
