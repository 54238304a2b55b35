/**
 * Every way to sign in, walked in a real browser from the scan to the paired screen, against real identity providers
 * and a real mail server. The providers are another site than the cloud, as they are in life.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import Sqlite from 'better-sqlite3';
import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { startOidcIdp } from '../../src/identity/sign-in/testing/oidc-idp.ts';
import { startSamlIdp } from '../../src/identity/sign-in/testing/saml-idp.ts';
import { linkIn, startSmtpSink } from '../../src/mail/testing/smtp-sink.ts';
import { call, desk, newPage, newPerson, openBrowser, type Person, phone } from './test-support/browser.ts';
import { startCloud } from './test-support/cloud.ts';
import { ensureBuilt } from './test-support/ensure-built.ts';
import { SimulatedScreen } from './test-support/simulated-screen.ts';

t.setTimeout(600_000);
await ensureBuilt();
const folder = mkdtempSync(join(tmpdir(), 'signet-ways-'));
const [google, saml, sink, port] = await Promise.all([
  startOidcIdp(),
  startSamlIdp(),
  startSmtpSink(),
  freePort(),
]);
writeFileSync(
  join(folder, 'providers.json'),
  JSON.stringify([{ kind: 'google', issuer: google.issuer, ...google.client }]),
);
const cloud = await startCloud(
  t,
  ...['--data', join(folder, 'data'), '--listen', `127.0.0.1:${port}`],
  ...['--public-url', `http://localhost:${port}`, '--sign-in-providers', join(folder, 'providers.json')],
  ...['--smtp-url', sink.url, '--mail-from', 'Signet <signet@signet.example>'],
);
google.redirectUris.add(`${cloud}/api/auth/callback/google`);
const browser: Browser = await openBrowser(t);
t.teardown(() => Promise.all([google.close(), saml.close(), sink.close()]));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

async function scan(t: Test, page: Page) {
  const { screen, url } = await SimulatedScreen.pairing(t, cloud);
  await page.goto(url.toLowerCase());
  await heading(page, 'Pair this screen').waitFor();
  return { screen, url };
}

async function isPaired(page: Page, { screen }: { screen: SimulatedScreen }): Promise<void> {
  await heading(page, 'Paired').waitFor();
  await screen.next('bound');
}

/** Somebody whose address is confirmed, past the pages; nobody is signed in then. */
async function person(t: Test): Promise<Person> {
  const made = newPerson();
  const page = await newPage(t, browser, cloud);
  await call(page.context(), cloud, 'POST', '/api/auth/sign-up/email', made);
  const token = linkIn(await sink.mailTo(made.email)).searchParams.get('token');
  await call(page.context(), cloud, 'GET', `/api/auth/verify-email?token=${token}`);
  return made;
}

async function fill(page: Page, { email, password }: Person): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
}

async function lookOver(t: Test, page: Page, what: string): Promise<void> {
  for (const viewport of [phone, desk]) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
      t.same(found, [], `${what}, ${viewport.width} px, ${colorScheme}`);
    }
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    t.equal(tooWide, 0, `${what} does not scroll sideways at ${viewport.width} px`);
  }
  await page.setViewportSize(phone);
}

t.test('by a provider: fresh and returning, paired without another press', async (t) => {
  google.next = { sub: 'fresh', email: 'fresh@people.example', email_verified: true, name: 'Fresh' };
  for (const round of ['fresh', 'returning']) {
    const page = await newPage(t, browser, cloud);
    const scanned = await scan(t, page);
    await press(page, 'Continue with Google');
    await page.waitForURL(/127\.0\.0\.1/);
    await press(page, 'Sign in');
    await isPaired(page, scanned);
    t.pass(round);
  }
});

t.test('who goes back half-way reads a sentence, and the pairing lives on', async (t) => {
  const page = await newPage(t, browser, cloud);
  const someone = await person(t);
  const scanned = await scan(t, page);
  await press(page, 'Continue with Google');
  await page.waitForURL(/127\.0\.0\.1/);
  await press(page, 'Go back');
  await page.getByText('You went back before you were signed in.').waitFor();
  await fill(page, someone);
  await press(page, 'Sign in and pair');
  await isPaired(page, scanned);
});

t.test('a new address is confirmed by mail, in another tab, and the screen is paired there', async (t) => {
  const page = await newPage(t, browser, cloud);
  const scanned = await scan(t, page);
  const someone = newPerson();
  await press(page, 'Create account');
  await page.getByLabel('Your name').fill(someone.name);
  await fill(page, someone);
  await press(page, 'Create account and pair');
  await page.getByText('Look for our mail').waitFor();
  const link = linkIn(await sink.mailTo(someone.email));
  const tab = await page.context().newPage();
  await tab.goto(link.href);
  await isPaired(tab, scanned);
});

t.test('a mail that is opened in another browser asks before it pairs', async (t) => {
  const page = await newPage(t, browser, cloud);
  await scan(t, page);
  const someone = newPerson();
  await press(page, 'Create account');
  await page.getByLabel('Your name').fill(someone.name);
  await fill(page, someone);
  await press(page, 'Create account and pair');
  const link = linkIn(await sink.mailTo(someone.email));
  const elsewhere = await newPage(t, browser, cloud);
  await elsewhere.goto(link.href);
  await heading(elsewhere, 'Pair this screen?').waitFor();
});

t.test('a forgotten password is chosen anew, and the way leads back to the screen', async (t) => {
  const someone = await person(t);
  const page = await newPage(t, browser, cloud);
  const scanned = await scan(t, page);
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await lookOver(t, page, 'asking for a new password');
  await page.getByLabel('Email').fill(someone.email);
  await press(page, 'Send me a link');
  await heading(page, 'Look for our mail').waitFor();
  await page.goto(linkIn(await sink.mailTo(someone.email)).href);
  await page.getByLabel('New password').fill('password1');
  await press(page, 'Change my password');
  await page.getByText('among the first that anybody would try').waitFor();
  await lookOver(t, page, 'choosing a new password');
  await page.getByLabel('New password').fill('quite another one');
  await press(page, 'Change my password');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await fill(page, { ...someone, password: 'quite another one' });
  await press(page, 'Sign in and pair');
  await isPaired(page, scanned);
});

t.test('by a company’s sign-on, found by the address, with an answer that comes by a form', async (t) => {
  const owner = await person(t);
  const admin = await newPage(t, browser, cloud);
  await call(admin.context(), cloud, 'POST', '/api/auth/sign-in/email', owner);
  await call(admin.context(), cloud, 'POST', '/api/v1/companies', {
    protocol: 'saml',
    domain: 'company.example',
    metadata: saml.metadata,
    emailAttribute: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
  });
  // DNS is another process's here; what it would have led to is written down for it.
  const db = new Sqlite(join(folder, 'data', 'cloud.sqlite'));
  db.prepare('update ssoProvider set domainVerified = 1').run();
  db.close();

  saml.next = { id: 'grace', email: 'grace@company.example' };
  for (const round of ['fresh', 'returning']) {
    const page = await newPage(t, browser, cloud);
    const scanned = await scan(t, page);
    await page.getByLabel('Email').fill('grace@elsewhere.example');
    await press(page, 'Continue with your company');
    await page.getByText('No company’s sign-on is known for this address').waitFor();
    await page.getByLabel('Email').fill('grace@company.example');
    await press(page, 'Continue with your company');
    await page.waitForURL(/127\.0\.0\.1/);
    await page.evaluate(() => document.forms[0]?.submit());
    await isPaired(page, scanned);
    t.pass(round);
  }
});

t.test('by a passkey, added under Security', async (t) => {
  const someone = await person(t);
  const page = await newPage(t, browser, cloud);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await call(page.context(), cloud, 'POST', '/api/auth/sign-in/email', someone);
  await page.goto('/security');
  await press(page, 'Add a passkey');
  await page.getByRole('button', { name: /Remove the passkey/ }).waitFor();
  await page.context().clearCookies();

  const scanned = await scan(t, page);
  await press(page, 'Use a passkey');
  await isPaired(page, scanned);
});

t.test('by a password and a second factor, turned on under Security', async (t) => {
  const someone = await person(t);
  const page = await newPage(t, browser, cloud);
  await call(page.context(), cloud, 'POST', '/api/auth/sign-in/email', someone);
  await page.goto('/security');
  await page.getByLabel('Your password').waitFor();
  await lookOver(t, page, 'security');
  await page.getByLabel('Your password').fill(someone.password);
  await press(page, 'Turn it on');
  await page.getByAltText('QR code for an authenticator app').waitFor();
  const { createOTP } = await import('@better-auth/utils/otp');
  const text =
    (await page
      .locator('strong')
      .filter({ hasText: /^[A-Z2-7]{20,}$/ })
      .textContent()) ?? '';
  const { base32 } = await import('@better-auth/utils/base32');
  const code = () => createOTP(new TextDecoder().decode(base32.decode(text))).totp();
  await page.getByLabel('Code of the app').fill(await code());
  await press(page, 'Turn it on');
  await page.getByText('The second factor is on').waitFor();
  const [recovery = ''] = await page.locator('.recovery-codes li').allTextContents();
  await lookOver(t, page, 'recovery codes');
  await page.context().clearCookies();

  const scanned = await scan(t, page);
  await fill(page, someone);
  await press(page, 'Sign in and pair');
  await page.getByLabel('Code of your authenticator app').fill('000000');
  await press(page, 'Continue');
  await page.getByText('This code is not right').waitFor();
  await lookOver(t, page, 'asking for a code');
  await press(page, 'Use a recovery code');
  await page.getByLabel('Recovery code').fill(recovery);
  await press(page, 'Continue');
  await isPaired(page, scanned);
});

t.test('the sign-in card with everything on it, and sessions that can be ended', async (t) => {
  const page = await newPage(t, browser, cloud);
  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'Continue with Google' }).waitFor();
  await lookOver(t, page, 'signing in');
  const someone = await person(t);
  const other = await newPage(t, browser, cloud);
  await call(other.context(), cloud, 'POST', '/api/auth/sign-in/email', someone);
  await call(page.context(), cloud, 'POST', '/api/auth/sign-in/email', someone);
  await page.goto('/security');
  await press(page, 'Sign out everywhere else');
  await page.getByRole('button', { name: 'Sign out everywhere else' }).waitFor({ state: 'detached' });
  await t.rejects(call(other.context(), cloud, 'GET', '/api/v1/session'), /401/);
});
