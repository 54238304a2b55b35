/** Provisioning: a token is made, put into a file, enrols a screen, refuses another, is paused and revoked. */
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import t from 'tap';
import { call, newPage, newPerson, openBrowser, phone, refuse, signUp } from './test-support/browser.ts';
import { startCloud } from './test-support/cloud.ts';
import { ensureBuilt } from './test-support/ensure-built.ts';
import { lookOver } from './test-support/look-over.ts';
import { SimulatedScreen } from './test-support/simulated-screen.ts';

t.setTimeout(600_000);
await ensureBuilt();
const [cloud, browser]: [string, Browser] = await Promise.all([startCloud(t), openBrowser(t)]);

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const list = (page: Page) => page.getByRole('region', { name: 'Provisioning tokens' });

t.test('a token is made, enrols a screen, and is revoked', async (t) => {
  const page = await newPage(t, browser, cloud, phone);
  await signUp(page.context(), cloud, newPerson('Ada Admin'));
  await page.goto('/devices');
  await page.getByRole('navigation', { name: 'Studio' }).getByRole('link', { name: 'Provisioning' }).click();
  await heading(page, 'Provisioning').waitFor();
  await page.getByText('Enrol many screens without scanning any').waitFor();
  await lookOver(t, page, 'no tokens');
  await press(page, 'Make the first token');
  await page.getByText('Which screens').click();
  await page.getByLabel('For how many screens').fill('0');
  await page.getByLabel('Only these serial numbers').fill('A*B');
  await press(page, 'Make the token');
  await page.getByText('Give the token a name').waitFor();
  await page.getByText('A number of screens, or nothing.').waitFor();
  await lookOver(t, page, 'making a token, with objections');
  t.ok(await page.getByLabel('Name', { exact: true }).evaluate((each) => each === document.activeElement));
  await page.getByLabel('Name', { exact: true }).fill('Shops');
  await page.getByLabel('For how many screens').fill('1');
  await page.getByLabel('Names of the screens').fill('Lobby {n}');
  await page.getByLabel('Tags').fill('window, pilot');
  await page.getByLabel('Only these serial numbers').fill('');
  await press(page, 'Make the token');
  const shown = page.getByRole('dialog', { name: 'Shops is made' });
  await shown.waitFor();
  await lookOver(t, page, 'a token, shown once');
  const token = await shown.getByLabel('Provisioning token', { exact: true }).inputValue();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    shown.getByRole('link', { name: 'Download signet.json' }).click(),
  ]);
  t.equal(download.suggestedFilename(), 'signet.json');
  t.same(JSON.parse(readFileSync(await download.path(), 'utf8')), {
    ...{ cloud, provisioningToken: token },
  });
  await page.keyboard.press('Escape');
  t.ok(await shown.isVisible(), 'Escape does not cost the token');
  await press(page, 'I have it');
  await list(page).getByText('0 of 1 screens enrolled').waitFor();
  t.equal(await page.getByText(token).count(), 0, 'it is shown no more');

  const { screen } = await SimulatedScreen.pairing(t, cloud, 'NP-FIRST');
  screen.enrol(token);
  t.equal((await screen.next('bound')).name, 'Lobby 1');
  const late = await SimulatedScreen.pairing(t, cloud, 'NP-LATE');
  late.screen.enrol(token);
  t.equal((await late.screen.next('enrol-refused')).reason, 'used-up');
  await list(page).getByText('1 of 1 screens enrolled').waitFor();
  await list(page).getByText('Used up').waitFor();
  await list(page).getByText('One screen was refused').waitFor();
  await lookOver(t, page, 'a token');
  await list(page).getByRole('link', { name: 'Shops' }).click();
  await heading(page, 'Shops').waitFor();
  await page.getByRole('link', { name: 'Lobby 1' }).waitFor();
  await page.getByText('The token had enrolled as many screens as it may.').waitFor();
  await lookOver(t, page, 'the page of a token');
  await press(page, 'Revoke');
  await page.getByRole('dialog', { name: 'Revoke Shops?' }).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click();
  await page.getByText('Shops is revoked.').waitFor();
  await page.getByText('Revoked', { exact: true }).waitFor();
  t.equal(await page.getByRole('button', { name: 'Pause' }).count(), 0);
  await page.getByRole('link', { name: 'Lobby 1' }).click();
  await heading(page, 'Lobby 1').waitFor();
  await page.getByText('Enrolled by a token as Lobby 1').waitFor();
});

t.test('a token is paused and goes on, and either can be undone', async (t) => {
  const page = await newPage(t, browser, cloud);
  await signUp(page.context(), cloud, newPerson('Olga Operator'));
  const made = { name: 'Malls', expiresAt: null };
  const { id } = await call(page.context(), cloud, 'POST', '/api/v1/provisioning-tokens', made);
  await page.goto(`/provisioning/${id}`);
  await page.getByText('No screen enrolled yet').waitFor();
  await press(page, 'Pause');
  await page.getByText('Malls is paused.').waitFor();
  await page.getByText('Paused', { exact: true }).waitFor();
  await press(page, 'Undo');
  await page.getByText('Active', { exact: true }).waitFor();
  await page.route('**/provisioning-tokens/*', (route) =>
    route.request().method() === 'PATCH'
      ? refuse(route, 409, 'provisioning-token-revoked')
      : route.continue(),
  );
  await press(page, 'Pause');
  await page.getByText('This token was revoked').waitFor();
});

t.test('a list or a token that cannot be read says so', async (t) => {
  const page = await newPage(t, browser, cloud);
  await signUp(page.context(), cloud, newPerson('Vera Viewer'));
  await page.route('**/v1/provisioning-tokens', (route) => refuse(route, 409, 'count-changed'));
  await page.goto('/provisioning');
  await heading(page, 'The list has changed meanwhile').waitFor();
  await page.unroute('**/v1/provisioning-tokens');
  await press(page, 'Try again');
  await page.getByText('Enrol many screens without scanning any').waitFor();
  await press(page, 'Make the first token');
  await page.getByLabel('Name', { exact: true }).fill('One too many');
  await page.route('**/v1/provisioning-tokens', (route) =>
    route.request().method() === 'POST'
      ? refuse(route, 409, 'too-many-provisioning-tokens')
      : route.continue(),
  );
  await press(page, 'Make the token');
  await page.getByText('The account has as many tokens as it may').waitFor();
  await page.goto('/provisioning/nothing');
  await heading(page, 'There is no such token').waitFor();
});
