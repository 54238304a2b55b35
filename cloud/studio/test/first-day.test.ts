/**
 * The first day of an operator without documentation: from the start page to a paired screen with a name, a colleague
 * and a company's sign-on, by nothing but what each page offers to press.
 *
 * The pictures that it takes on its way are those of the READMEs: `.signet/pictures`, see the README of Studio.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { startOidcIdp } from '../../src/identity/sign-in/testing/oidc-idp.ts';
import { linkIn } from '../../src/mail/testing/smtp-sink.ts';
import { call, desk, newPage, newPerson, openBrowser, phone } from './test-support/browser.ts';
import { ensureBuilt } from './test-support/ensure-built.ts';
import { startMailingCloud } from './test-support/mailing-cloud.ts';
import { SimulatedScreen } from './test-support/simulated-screen.ts';

t.setTimeout(600_000);
t.jobs = 1;
await ensureBuilt();
const browser: Browser = await openBrowser(t);
const idp = await startOidcIdp();
t.teardown(() => idp.close());
const cloud = await startMailingCloud(t, browser, ['--internal-idp-origins', idp.origin]);

const pictures = fileURLToPath(new URL('../../../.signet/pictures/', import.meta.url));
mkdirSync(pictures, { recursive: true });
const take = (page: Page, name: string) => page.screenshot({ path: join(pictures, `${name}.png`) });

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
const follow = (page: Page, name: string | RegExp) => page.getByRole('link', { name }).first().click();

/** Screens that play, so that a list looks as lists do. */
const others = [
  ['Bakery window', 'Hamburg, Altona', ['window', 'portrait']],
  ['Bakery counter', 'Hamburg, Altona', ['menu']],
  ['Canteen', 'Berlin, 2nd floor', ['menu', '4K']],
  ['Lobby left', 'Berlin, ground floor', ['4K']],
  ['Lobby right', 'Berlin, ground floor', ['4K']],
  ['Meeting room 1', 'Berlin, 3rd floor', ['pilot']],
  ['Shop window', 'Wien, Mariahilf', ['window', 'portrait']],
] as const;

async function pairOthers(t: Test, page: Page): Promise<void> {
  for (const [name, location, tags] of others) {
    const { screen, pairingId } = await SimulatedScreen.pairing(t, cloud.url);
    const claimed = { pairingId, name, location };
    const { device } = await call(page.context(), cloud.url, 'POST', '/api/v1/pairings/claim', claimed);
    await screen.next('bound');
    await call(page.context(), cloud.url, 'PATCH', `/api/v1/devices/${device.id}`, { addTags: tags });
    if (name === 'Meeting room 1') await screen.disconnect();
  }
}

t.test('an operator finds the way by themselves', async (t) => {
  const page = await newPage(t, browser, cloud.url, desk);
  const person = newPerson('Olga Berg');
  await page.goto('/');
  await heading(page, 'Welcome to Signet').waitFor();
  await press(page, 'Create account');
  await page.getByLabel('Your name').fill(person.name);
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.locator('form').getByRole('button', { name: 'Create account' }).last().click();
  await page.getByText('Look for our mail').waitFor();
  const mail = linkIn(await cloud.sink.mailTo(person.email));
  await page.goto(mail.pathname + mail.search);

  await t.test('pairs a screen', async (t) => {
    await heading(page, 'Devices').waitFor();
    await page.getByRole('heading', { name: 'Pair your first screen' }).waitFor();
    await take(page, 'studio-empty');
    const { screen, code } = await SimulatedScreen.pairing(t, cloud.url);
    await follow(page, 'Type a pairing code');
    await page.getByLabel('Device name').fill('Receptoin');
    await page.getByLabel('Location (optional)').fill('Berlin, ground floor');
    await page.getByLabel('Pairing code').fill(code);
    await take(page, 'studio-pair');
    await press(page, 'Pair');
    await screen.next('bound');
    await heading(page, 'Receptoin').waitFor();
    await page.getByText(/^Now playing/).waitFor();
    await press(page, 'Edit name');
    await page.getByRole('textbox', { name: 'Name' }).fill('Reception');
    await press(page, 'Save');
    await heading(page, 'Reception').waitFor();
    await page.getByText('Renamed from Receptoin to Reception').waitFor();
    await take(page, 'studio-device');

    await pairOthers(t, page);
    await follow(page, 'Devices');
    await page.getByText('8 devices, 7 online').waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'Shop window' }).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await take(page, 'studio-devices');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize(phone);
    await page.getByRole('link', { name: 'Bakery counter' }).waitFor();
    await take(page, 'studio-devices-phone');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize(desk);
  });

  await t.test('invites a colleague', async (t) => {
    await follow(page, 'Settings');
    await follow(page, 'Members');
    await press(page, 'Invite a colleague');
    const colleague = newPerson('Ingo Installer');
    await page.getByLabel('Email').fill(colleague.email);
    await page.getByRole('radio', { name: 'Installer' }).check();
    await press(page, 'Send invitation');
    await page.getByText('An invitation is on its way').waitFor();
    await take(page, 'studio-members');
    t.match(linkIn(await cloud.sink.mailTo(colleague.email)).pathname, /^\/invitation\//);
  });

  await t.test('sets up the sign-on of the company, up to the record that is theirs to add', async (t) => {
    await follow(page, 'Sign-on');
    await follow(page, 'Set up a sign-on');
    await page.getByLabel('Domain').fill('bakery.example');
    await page.getByLabel('Issuer').fill(idp.issuer);
    await page.getByLabel('Client ID').fill(idp.client.clientId);
    await page.getByLabel('Client secret').fill(idp.client.clientSecret);
    await press(page, 'Save and go on');
    await page.getByText('Next: show that the domain is yours').waitFor();
    await take(page, 'studio-sign-on');
    const record = page.getByRole('textbox', { name: 'Value' });
    t.match(await record.inputValue(), /^[\w-]{16,}$/);
    await press(page, 'Check now');
    await page.getByText('The record is not to be seen at bakery.example yet').waitFor();
  });
});
