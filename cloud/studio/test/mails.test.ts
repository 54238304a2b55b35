/** Settings > Mails: what became of each, and sending again what did not arrive. Real cloud, real mail server. */
import type { Page } from 'playwright-core';
import t from 'tap';
import { call, newPage, newPerson, openBrowser, phone, refuse, signUp } from './test-support/browser.ts';
import { startCloud } from './test-support/cloud.ts';
import { ensureBuilt } from './test-support/ensure-built.ts';
import { lookOver } from './test-support/look-over.ts';
import { startMailingCloud } from './test-support/mailing-cloud.ts';

t.setTimeout(600_000);
await ensureBuilt();
const browser = await openBrowser(t);
const cloud = await startMailingCloud(t, browser);
const lineOf = (page: Page, to: string) => page.getByRole('listitem').filter({ hasText: `To ${to}` });

t.test('a mail that was refused, and one that waits, are seen with their reason', async (t) => {
  const { page } = await cloud.signUp(t, 'Ada Admin');
  const invite = (email: string) =>
    call(page.context(), cloud.url, 'POST', '/api/v1/invitations', { email, role: 'viewer' });
  const gone = lineOf(page, 'gone@signet.example');
  const later = lineOf(page, 'later@signet.example');
  cloud.sink.refuseWith = { code: 550, text: 'no such mailbox' };
  await invite('gone@signet.example');
  await page.goto('/settings/mails');
  await gone.getByText('Not sent', { exact: true }).waitFor();
  cloud.sink.refuseWith = { code: 451, text: 'come back later' };
  await invite('later@signet.example');
  await page.reload();
  await gone.getByText('The other side refuses this address.').waitFor();
  await later.getByText('Trying again', { exact: true }).waitFor();
  await later.getByText('One try so far; the next is in').waitFor();
  await lookOver(t, page, 'mails that did not arrive');
  await page.route('**/send', (route) => refuse(route, 409, 'mail-finished'));
  await gone.getByRole('button', { name: /^Send again/ }).click();
  await page.getByText('This mail cannot be sent again.').waitFor();
  await page.unroute('**/send');
  cloud.sink.refuseWith = null;
  await gone.getByRole('button', { name: /^Send again/ }).click();
  await later.getByRole('button', { name: /^Try now/ }).click();
  for (const [line, to] of [
    [gone, 'gone@signet.example'],
    [later, 'later@signet.example'],
  ] as const) {
    t.match((await cloud.sink.mailTo(to)).text, 'Viewer');
    await line.getByText('Sent', { exact: true }).waitFor();
    t.equal(await line.getByRole('button').count(), 0);
  }
});

t.test('without any mail, the page says what would stand here', async (t) => {
  const plain = await startCloud(t);
  const page = await newPage(t, browser, plain, phone);
  await signUp(page.context(), plain, newPerson());
  await page.goto('/settings/mails');
  await page.getByText('No mail in the last week').waitFor();
  await lookOver(t, page, 'no mails');
});
