/** Settings > Audit log: read, narrowed, paged, taken along. Real cloud, real browser. */
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import t from 'tap';
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

t.setTimeout(600_000);
await ensureBuilt();
const [cloud, browser]: [string, Browser] = await Promise.all([startCloud(t), openBrowser(t)]);

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
const rows = (page: Page) => page.getByRole('rowheader');
const pathOf = (page: Page) => new URL(page.url()).pathname + new URL(page.url()).search;

async function open(t: import('tap').Test, viewport = desk): Promise<Page> {
  const page = await newPage(t, browser, cloud, viewport);
  await signUp(page.context(), cloud, newPerson('Ada Admin'));
  return page;
}

const makeKey = (page: Page, name: string): Promise<{ id: string }> =>
  call(page.context(), cloud, 'POST', '/api/v1/api-keys', { name, role: 'viewer' });

t.test('who did what is read, with before and after, and narrowed; the address says how', async (t) => {
  const page = await open(t);
  const { id } = await makeKey(page, 'Reporting');
  await call(page.context(), cloud, 'DELETE', `/api/v1/api-keys/${id}`);
  await makeKey(page, 'Other');
  await page.goto('/settings');
  await page.getByRole('link', { name: 'Audit log' }).click();
  await heading(page, 'Audit log').waitFor();
  await rows(page).first().waitFor();
  t.same(await rows(page).allTextContents(), [
    'API key madeOther',
    'API key revokedReporting',
    'API key madeReporting',
    `Account openedAda Admin's screens`,
  ]);
  const made = page.getByRole('row', { name: /API key made Other/ });
  t.match(await made.textContent(), /Ada Admin \(person-.*\)from 198\.51\./);
  t.match(await made.getByRole('definition').allTextContents(), ['now Other', 'now Viewer']);
  const revoked = page.getByRole('row', { name: /API key revoked/ });
  t.match(await revoked.getByRole('definition').allTextContents(), ['was Reporting', 'was Viewer']);
  await lookOver(t, page, 'audit log');

  await page.getByRole('button', { name: 'Reporting: show only what is about it' }).first().click();
  await page.getByText('2 lines shown').waitFor({ state: 'attached' });
  await page.waitForURL(/about=/);
  await lookOver(t, page, 'audit log, narrowed');
  await page.reload();
  await page.getByText('2 lines shown').waitFor({ state: 'attached' });
  await press(page, 'About Reporting: show all');
  await page.getByText('4 lines shown').waitFor({ state: 'attached' });

  await page.getByLabel('What', { exact: true }).selectOption('The account');
  await page.getByText('1 lines shown').waitFor({ state: 'attached' });
  await page.getByLabel('Who', { exact: true }).selectOption({ index: 1 });
  await page.getByLabel('From', { exact: true }).fill('2001-01-01');
  await page.getByLabel('To', { exact: true }).fill('2001-01-02');
  await page.getByText('Nothing like this was done.').waitFor();
  t.match(pathOf(page), /^\/settings\/audit\?who=[^&]+&kind=account&from=2001-01-01&to=2001-01-02$/);
  await press(page, 'Clear filters');
  await page.getByText('4 lines shown').waitFor({ state: 'attached' });
  t.equal(pathOf(page), '/settings/audit');
});

t.test('older lines are a press away, and all of them come as a file', async (t) => {
  const page = await open(t, phone);
  for (let count = 0; count < 55; count += 1) {
    const { id } = await makeKey(page, `Key ${count}`);
    await call(page.context(), cloud, 'DELETE', `/api/v1/api-keys/${id}`);
  }
  await page.goto('/settings/audit');
  await page.getByText('50 lines shown, there are more').waitFor({ state: 'attached' });
  await lookOver(t, page, 'a long audit log');
  await page.route('**/api/v1/audit?*cursor*', (route) => refuse(route, 409, 'count-changed'));
  await press(page, 'Show older ones');
  await page.getByText('The list has changed meanwhile').waitFor();
  await page.unroute('**/api/v1/audit?*cursor*');
  await press(page, 'Show older ones');
  await page.getByText('100 lines shown, there are more').waitFor({ state: 'attached' });
  await press(page, 'Show older ones');
  await page.getByText('111 lines shown').waitFor({ state: 'attached' });
  t.equal(await page.getByRole('button', { name: 'Show older ones' }).count(), 0);

  await page.getByLabel('What', { exact: true }).selectOption('API keys');
  await page.getByText('50 lines shown').waitFor({ state: 'attached' });
  const take = async (name: RegExp) => {
    await press(page, 'Export');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name }).click(),
    ]);
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
  };
  const csv = await take(/^CSV/);
  t.match(csv.name, /^signet-audit-\d{4}-\d\d-\d\d\.csv$/);
  t.equal(csv.text.trim().split(/\r?\n/).length, 111, 'one line each, and the titles');
  const json = await take(/^JSON/);
  t.match(json.name, /\.json$/);
  t.equal(JSON.parse(json.text).length, 110);
});

t.test('a log that cannot be read says so, and is read again', async (t) => {
  const page = await open(t);
  await page.route('**/v1/audit?*', (route) => refuse(route, 409, 'count-changed'));
  await page.route('**/v1/audit', (route) => refuse(route, 409, 'count-changed'));
  await page.goto('/settings/audit');
  await heading(page, 'The list has changed meanwhile').waitFor();
  await page.unrouteAll();
  await press(page, 'Try again');
  await rows(page).first().waitFor();
});
