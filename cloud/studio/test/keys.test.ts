/** Settings > API keys: made, shown once, used, revoked. Real cloud, real browser. */
import type { Browser, Page } from 'playwright-core';
import t from 'tap';
import { call, openBrowser, phone, refuse } from './test-support/browser.ts';
import { ensureBuilt } from './test-support/ensure-built.ts';
import { lookOver } from './test-support/look-over.ts';
import { startMailingCloud } from './test-support/mailing-cloud.ts';

t.setTimeout(600_000);
await ensureBuilt();
const browser: Browser = await openBrowser(t);
const cloud = await startMailingCloud(t, browser);

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const list = (page: Page) => page.getByRole('region', { name: 'API keys' });
const devices = (key: string) =>
  fetch(`${cloud.url}/api/v1/devices`, { headers: { Authorization: `Bearer ${key}` } });

t.test('a key is made, shown once and copied, works, and is revoked', async (t) => {
  const { page } = await cloud.signUp(t, 'Ada Admin', phone);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/settings/api-keys');
  await heading(page, 'API keys').waitFor();
  await page.getByText('Let your programs do it').waitFor();
  await lookOver(t, page, 'no keys');
  await press(page, 'Make the first key');
  await press(page, 'Make the key');
  await page.getByText('Give the key a name, such as what will use it.').waitFor();
  await page.getByText('Choose what the key may do.').waitFor();
  await lookOver(t, page, 'making a key, with objections');
  t.ok(await page.getByLabel('Name').evaluate((element) => element === document.activeElement));
  await page.getByLabel('Name').fill('  Reporting script ');
  await page.getByRole('radio', { name: 'Viewer' }).check();
  await page.getByLabel('For how long').selectOption('30 days');
  await press(page, 'Make the key');
  const shown = page.getByRole('dialog', { name: 'Reporting script is made' });
  await shown.waitFor();
  await lookOver(t, page, 'a key, shown once');
  await press(page, 'Copy API key');
  await shown.getByText('Copied.').waitFor();
  const key = await page.evaluate(() => navigator.clipboard.readText());
  t.equal(key, await shown.getByLabel('API key', { exact: true }).inputValue());
  await page.keyboard.press('Escape');
  await page.mouse.click(5, 300);
  t.ok(await shown.isVisible(), 'neither Escape nor a stray click costs the key');
  await press(page, 'I have it');
  await shown.waitFor({ state: 'detached' });
  await list(page).getByText('Made just now by you. Never used.').waitFor();
  await list(page).getByText('Expires in 4 weeks').waitFor();
  t.equal(await page.getByText(key).count(), 0, 'it is shown no more');

  t.equal((await devices(key)).status, 200);
  await page.reload();
  await list(page).getByText('Made just now by you. Last used just now.').waitFor();
  await lookOver(t, page, 'a key');
  await press(page, 'Revoke Reporting script');
  await page.getByRole('dialog', { name: 'Revoke Reporting script?' }).waitFor();
  await lookOver(t, page, 'revoking');
  await press(page, 'Revoke');
  await page.getByText('Reporting script is revoked.').waitFor();
  await page.getByText('Let your programs do it').waitFor();
  t.equal((await devices(key)).status, 401);
});

t.test('where a page may not copy, the key is selected', async (t) => {
  const { page } = await cloud.signUp(t, 'Ada Admin');
  await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await page.goto('/settings/api-keys');
  await press(page, 'Make a key');
  await page.getByLabel('Name').fill('Script');
  await page.getByRole('radio', { name: 'Viewer' }).check();
  await page.route('**/v1/api-keys', (route) => refuse(route, 409, 'too-many-keys'));
  await press(page, 'Make the key');
  await page.getByText('The account has as many keys as it may').waitFor();
  await page.unroute('**/v1/api-keys');
  await press(page, 'Make the key');
  await press(page, 'Copy API key');
  await page.getByText('It is selected').waitFor();
  const field = page.getByLabel('API key', { exact: true });
  t.equal(
    await page.evaluate(() => window.getSelection()?.toString()),
    await field.inputValue(),
    'all of it',
  );
});

t.test('an Operator makes keys of at most their role, and sees their own', async (t) => {
  const admin = await cloud.signUp(t, 'Ada Admin');
  await call(admin.page.context(), cloud.url, 'POST', '/api/v1/api-keys', { name: 'Theirs', role: 'admin' });
  const { page, person } = await cloud.member(t, admin.page, 'operator', 'Olga Operator');
  await page.goto('/settings/api-keys');
  await page.getByText('What programs may do in this account, in your name.').waitFor();
  await press(page, 'Make the first key');
  await page.getByRole('radio', { name: 'Operator' }).waitFor();
  t.equal(await page.getByRole('radio').count(), 3, 'no key of an Admin');
  await page.getByLabel('Name').fill('Mine');
  await page.getByRole('radio', { name: 'Operator' }).check();
  await press(page, 'Make the key');
  await press(page, 'I have it');
  await list(page).getByText('Mine', { exact: true }).waitFor();
  t.equal(await page.getByText('Theirs').count(), 0);

  const { userId } = (await call(admin.page.context(), cloud.url, 'GET', '/api/v1/members')).members.find(
    ({ email }: { email: string }) => email === person.email,
  );
  await call(admin.page.context(), cloud.url, 'PATCH', `/api/v1/members/${userId}`, { role: 'viewer' });
  await admin.page.goto('/settings/api-keys');
  await list(admin.page).getByText('Operator, of which only Viewer counts').waitFor();
  await list(admin.page)
    .getByText(/by Olga Operator/)
    .waitFor();
});

t.test('a list that cannot be read says so, and is read again', async (t) => {
  const { page } = await cloud.signUp(t, 'Ada Admin');
  await page.route('**/v1/api-keys', (route) => refuse(route, 409, 'count-changed'));
  await page.goto('/settings/api-keys');
  await heading(page, 'The list has changed meanwhile').waitFor();
  await page.unroute('**/v1/api-keys');
  await press(page, 'Try again');
  await page.getByText('Let your programs do it').waitFor();
});
