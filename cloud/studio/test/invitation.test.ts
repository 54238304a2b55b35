/** The page to which the mail of an invitation leads, from every side that somebody can come from. */

import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Browser, Page } from 'playwright-core';
import t from 'tap';
import { linkIn } from '../../src/mail/testing/smtp-sink.ts';
import { call, newPage, newPerson, openBrowser, phone, refuse } from './test-support/browser.ts';
import { ensureBuilt } from './test-support/ensure-built.ts';
import { lookOver } from './test-support/look-over.ts';
import { startMailingCloud } from './test-support/mailing-cloud.ts';

t.setTimeout(600_000);
await ensureBuilt();
const browser: Browser = await openBrowser(t);
const cloud = await startMailingCloud(t, browser);

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });

t.test('an Admin invites a colleague, who signs up and may do what the role says', async (t) => {
  const admin = await cloud.signUp(t, 'Ada Admin');
  await call(admin.page.context(), cloud.url, 'POST', '/api/v1/accounts', { name: 'Bakery & Sons' });
  await admin.page.goto('/settings/members');
  await press(admin.page, 'Invite');
  const colleague = newPerson('Ingo Installer');
  await admin.page.getByLabel('Email').fill(colleague.email);
  await admin.page.getByRole('radio', { name: 'Installer' }).check();
  await press(admin.page, 'Send invitation');
  await admin.page.getByText('An invitation is on its way').waitFor();

  const page = await newPage(t, browser, cloud.url, phone);
  const mail = linkIn(await cloud.sink.mailTo(colleague.email));
  await page.goto(mail.pathname + mail.search);
  await heading(page, 'You are invited').waitFor();
  t.equal(await page.getByText('Bakery').count(), 0, 'a stranger is not told by whom');
  await lookOver(t, page, 'invited, signed out');
  t.equal(await page.getByLabel('Email').inputValue(), colleague.email);
  await page.getByLabel('Your name').fill(colleague.name);
  await page.getByLabel('Password', { exact: true }).fill(colleague.password);
  await page.locator('form').getByRole('button', { name: 'Create account' }).last().click();
  await page.getByText('Look for our mail').waitFor();

  // The mail is opened in another tab.
  const tab = await page.context().newPage();
  const confirmation = linkIn(await cloud.sink.mailTo(colleague.email));
  await tab.goto(confirmation.pathname + confirmation.search);
  await heading(tab, 'Join Bakery & Sons?').waitFor();
  await tab.getByText('invites you as Installer: that is who pairs screens').waitFor();
  await lookOver(t, tab, 'an open invitation');
  await press(tab, 'Join Bakery & Sons');
  await heading(tab, 'Devices').waitFor();
  const session = await call(page.context(), cloud.url, 'GET', '/api/v1/session');
  t.match(session, { account: { name: 'Bakery & Sons', role: 'installer' }, accounts: { length: 1 } });
  await tab.getByRole('link', { name: 'Pair', exact: true }).waitFor();
  await tab.goto('/settings');
  const listed = tab.getByRole('navigation', { name: 'Settings' }).getByRole('link');
  await listed.first().waitFor();
  t.notOk((await listed.allTextContents()).some((text) => /Members|API keys|Audit/.test(text)));
  await tab.goto('/settings/members');
  await heading(tab, 'Your role does not allow this').waitFor();
  await lookOver(t, tab, 'a page that the role does not open');

  await admin.page.bringToFront();
  await admin.page.reload();
  await admin.page.getByText('Ingo Installer').waitFor();
  t.equal(await admin.page.getByRole('region', { name: 'Invited' }).count(), 0);
});

t.test('somebody else who is signed in is led to the right address', async (t) => {
  const admin = await cloud.signUp(t, 'Ada Admin');
  const invited = await cloud.signUp(t, 'Vera Viewer');
  const path = await cloud.invite(admin.page, invited.person.email, 'viewer');
  const { page } = await cloud.signUp(t, 'Otto Other', phone);
  await page.goto(path);
  await heading(page, 'This invitation is for another address').waitFor();
  await lookOver(t, page, 'an invitation for another address');
  await page.route('**/api/auth/sign-out', (route) => route.abort());
  await press(page, 'Use the other address');
  await page.getByText('The cloud did not answer, so you are still signed in.').waitFor();
  await page.unroute('**/api/auth/sign-out');
  await press(page, 'Use the other address');
  await heading(page, 'You are invited').waitFor();
  await press(page, 'Sign in');
  t.equal(await page.getByLabel('Email').inputValue(), invited.person.email);
  await page.getByLabel('Password', { exact: true }).fill(invited.person.password);
  await page.keyboard.press('Enter');
  await heading(page, /^Join Ada Admin/).waitFor();
  await page.route('**/accept', (route) => refuse(route, 410, 'invitation-revoked'));
  await press(page, /^Join Ada Admin/);
  await page.getByText('This invitation was taken back').waitFor();
  await page.unroute('**/accept');
  await press(page, /^Join Ada Admin/);
  await heading(page, 'Devices').waitFor();
  await page.goto(path);
  await heading(page, /^You are in Ada Admin/).waitFor();
  await press(page, /^Go to Ada Admin/);
  await heading(page, 'Devices').waitFor();
});

t.test('an invitation that is used, taken back, expired or unknown says so, and what to do', async (t) => {
  const admin = await cloud.signUp(t, 'Ada Admin');
  const { page, person } = await cloud.signUp(t, 'Vera Viewer', phone);
  const path = await cloud.invite(admin.page, person.email, 'viewer');
  const [, id = ''] = /invitation\/(\w+)/.exec(path) ?? [];
  const set = (column: string, value: string) => {
    const db = new Sqlite(join(cloud.data, 'cloud.sqlite'));
    db.prepare(`update invitation set "${column}" = ? where id = ?`).run(value, id);
    db.close();
  };
  const says = async (title: string, advice: RegExp) => {
    await page.goto(path);
    await heading(page, title).waitFor();
    await page.getByText(advice).waitFor();
    t.ok(await link(page, 'Go to your devices').isVisible(), title);
  };
  set('expiresAt', new Date(0).toISOString());
  await says('This invitation has expired', /Ask for it to be sent again/);
  await lookOver(t, page, 'an invitation that has expired');
  await admin.page.goto('/settings/members');
  await admin.page.getByText(/^Expired /).waitFor();
  set('status', 'accepted');
  await says('This invitation has been used', /ask for a new one/);
  set('status', 'canceled');
  await says('This invitation was taken back', /Ask whoever invited you/);
  await page.goto('/invitation/0123456789abcdef0123456789abcdef');
  await heading(page, 'There is no such invitation').waitFor();
  await link(page, 'Go to your devices').click();
  await heading(page, 'Devices').waitFor();
});

t.test('an address that is not confirmed gets a link that leads back', async (t) => {
  const admin = await cloud.signUp(t, 'Ada Admin');
  const { page, person } = await cloud.signUp(t, 'Vera Viewer', phone);
  const path = await cloud.invite(admin.page, person.email, 'viewer');
  const db = new Sqlite(join(cloud.data, 'cloud.sqlite'));
  db.prepare('update user set "emailVerified" = 0 where email = ?').run(person.email);
  db.close();
  await page.goto(path);
  await heading(page, 'Confirm your address first').waitFor();
  await lookOver(t, page, 'an address that is not confirmed');
  await page.route('**/send-verification-email', (route) => route.abort());
  await press(page, 'Send me the link');
  await page.getByRole('alert').waitFor();
  await page.unroute('**/send-verification-email');
  await press(page, 'Send me the link');
  await page.getByText('It leads back to the invitation.').waitFor();
  const confirmation = linkIn(await cloud.sink.mailTo(person.email));
  await page.goto(confirmation.pathname + confirmation.search);
  await heading(page, /^Join Ada Admin/).waitFor();
});

t.test('the cloud is away: nothing is lost, and trying again helps', async (t) => {
  const admin = await cloud.signUp(t, 'Ada Admin');
  const { page, person } = await cloud.signUp(t, 'Vera Viewer', phone);
  const path = await cloud.invite(admin.page, person.email, 'viewer');
  for (const request of ['**/api/v1/session', '**/api/v1/invitations/*']) {
    await page.route(request, (route) => refuse(route, 429, 'too-many-streams'));
    await page.goto(path);
    await heading(page, 'Studio is open in many windows').waitFor();
    await page.unroute(request);
    await press(page, 'Try again');
    await heading(page, /^Join Ada Admin/).waitFor();
  }
});
