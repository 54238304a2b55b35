/**
 * Ways to sign in with more to them than one press, walked in a real browser: mails, passwords that are forgotten, second
 * factors, sessions that are ended. That each way pairs, and for whom, is in `every-way.test.ts`.
 */
import t from 'tap';
import { linkIn } from '../../src/mail/testing/smtp-sink.ts';
import { call, newPage, newPerson, openBrowser } from './test-support/browser.ts';
import { ensureBuilt } from './test-support/ensure-built.ts';
import { lookOver } from './test-support/look-over.ts';
import { fill, heading, isPaired, press, startWaysCloud } from './test-support/ways-cloud.ts';

t.setTimeout(600_000);
await ensureBuilt();
const browser = await openBrowser(t);
const { url: cloud, sink, person, scan } = await startWaysCloud(t, browser);

t.test('a new address is confirmed by mail, in another tab, and the screen is paired there', async (t) => {
  const page = await newPage(t, browser, cloud);
  const scanned = await scan(page);
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
  await scan(page);
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
  const someone = await person();
  const page = await newPage(t, browser, cloud);
  const scanned = await scan(page);
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

t.test('by a password and a second factor, turned on under Security', async (t) => {
  const someone = await person();
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

  const scanned = await scan(page);
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
  const someone = await person();
  const other = await newPage(t, browser, cloud);
  await call(other.context(), cloud, 'POST', '/api/auth/sign-in/email', someone);
  await call(page.context(), cloud, 'POST', '/api/auth/sign-in/email', someone);
  await page.goto('/security');
  await press(page, 'Sign out everywhere else');
  await page.getByRole('button', { name: 'Sign out everywhere else' }).waitFor({ state: 'detached' });
  await t.rejects(call(other.context(), cloud, 'GET', '/api/v1/session'), /401/);
});
