/** Settings > Members: roles, removing, leaving, invitations. Real cloud, real mail server, real browser. */
import type { Browser, Page } from 'playwright-core';
import t from 'tap';
import { call, desk, openBrowser, phone, refuse } from './test-support/browser.ts';
import { ensureBuilt } from './test-support/ensure-built.ts';
import { lookOver } from './test-support/look-over.ts';
import { startMailingCloud } from './test-support/mailing-cloud.ts';

t.setTimeout(600_000);
await ensureBuilt();
const browser: Browser = await openBrowser(t);
const cloud = await startMailingCloud(t, browser);

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
const choose = (page: Page, name: string | RegExp) => page.getByRole('menuitem', { name }).click();
const members = (page: Page) => page.getByRole('region', { name: 'Members' });
const names = (page: Page) => members(page).locator('li strong').allTextContents();
const roleOf = (page: Page, name: string) => page.getByRole('button', { name: `role of ${name}` });
const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });
/** Where a dialog was opened, one goes on. */
const hasFocus = (page: Page, name: string) =>
  page.waitForFunction(
    (wanted) =>
      (document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent) === wanted,
    name,
  );
const isGone = (page: Page) => page.getByRole('dialog').waitFor({ state: 'detached' });

t.test('alone in an account, one learns who could join, and invites them', async (t) => {
  const { page } = await cloud.signUp(t, 'Ada Admin', phone);
  await page.goto('/settings/members');
  await heading(page, 'Members').waitFor();
  await page.getByText('You need not do this alone').waitFor();
  await lookOver(t, page, 'members, alone');
  await press(page, 'Invite a colleague');
  const asking = dialog(page, 'Invite somebody');
  await asking.getByRole('button', { name: 'Send invitation' }).click();
  await asking.getByText('Type their email address').waitFor();
  await asking.getByText('Choose what they may do.').waitFor();
  await lookOver(t, page, 'inviting, with objections');
  t.ok(await asking.getByLabel('Email').evaluate((element) => element === document.activeElement));
  await asking.getByLabel('Email').fill('grace@signet.example');
  await asking.getByRole('radio', { name: 'Installer' }).check();
  await asking.getByRole('button', { name: 'Send invitation' }).click();
  await page.getByText('An invitation is on its way to grace@signet.example.').waitFor();
  t.match((await cloud.sink.mailTo('grace@signet.example')).text, 'You would be Installer');
  const invited = page.getByRole('region', { name: 'Invited' });
  await invited.getByText('Expires in 7 days').waitFor();
  await invited.getByText('Installer, invited by Ada Admin').waitFor();
  await lookOver(t, page, 'members, one invited');
});

t.test('an invitation is sent again, and taken back', async (t) => {
  const { page } = await cloud.signUp(t, 'Ada Admin');
  await cloud.invite(page, 'hedy@signet.example', 'viewer');
  await page.goto('/settings/members');
  await press(page, 'Send again to hedy@signet.example');
  await page.getByText('The invitation is on its way to hedy@signet.example once more.').waitFor();
  await cloud.sink.mailTo('hedy@signet.example');

  await press(page, 'Invite');
  await dialog(page, 'Invite somebody').getByLabel('Email').fill('hedy@signet.example');
  await page.getByRole('radio', { name: 'Viewer' }).check();
  await press(page, 'Send invitation');
  await page.getByText('They are invited already').waitFor();
  await press(page, 'Cancel');
  await isGone(page);
  await hasFocus(page, 'Invite');

  await page.route('**/resend', (route) => refuse(route, 429, 'too-many-invitations'));
  await press(page, 'Send again to hedy@signet.example');
  await page.getByText('Invitations pause for a while.').waitFor();

  await press(page, 'Take back from hedy@signet.example');
  const asking = dialog(page, 'Take back the invitation of hedy@signet.example?');
  await asking.waitFor();
  await lookOver(t, page, 'taking an invitation back');
  t.ok(await asking.getByText('Keep it').evaluate((e) => e.closest('button') === document.activeElement));
  await asking.getByRole('button', { name: 'Take it back' }).click();
  await isGone(page);
  await page.getByText('You need not do this alone').waitFor();
  t.equal(await page.getByRole('region', { name: 'Invited' }).count(), 0);
});

t.test('members are found, given another role, and that is undone', async (t) => {
  const { page } = await cloud.signUp(t, 'Ada Admin');
  await cloud.member(t, page, 'operator', 'Olga Operator');
  const viewer = await cloud.member(t, page, 'viewer', 'Vera Viewer');
  await page.goto('/settings/members');
  await roleOf(page, 'Olga Operator').waitFor();
  t.same(await names(page), ['Ada Admin (you)', 'Olga Operator', 'Vera Viewer']);
  await lookOver(t, page, 'members');
  await page.getByLabel('Search members').fill('signet.example view');
  t.same(await names(page), ['Vera Viewer']);
  await page.getByText('1 of 3 members found').waitFor();
  await page.getByLabel('Search members').fill('nobody');
  await page.getByText('Nobody here is called “nobody”.').waitFor();
  await page.getByLabel('Search members').fill('');

  await roleOf(page, 'Vera Viewer').click();
  await page.getByRole('menuitemradio', { name: /^Installer/ }).waitFor();
  await lookOver(t, page, 'the menu of roles');
  await page.getByRole('menuitemradio', { name: /^Installer/ }).click();
  await page.getByText('Vera Viewer is an Installer now.').waitFor();
  const role = async () =>
    (await call(viewer.page.context(), cloud.url, 'GET', '/api/v1/session')).account.role;
  t.equal(await role(), 'installer');
  await press(page, 'Undo');
  await page.getByText('Undone.').waitFor();
  t.equal(await role(), 'viewer');
  t.match(await roleOf(page, 'Vera Viewer').textContent(), 'Viewer');

  await page.route('**/members/*', (route) => refuse(route, 404, 'unknown-member'));
  await roleOf(page, 'Vera Viewer').click();
  await page.getByRole('menuitemradio', { name: /^Admin/ }).click();
  await page.getByText('This member is gone.').waitFor();
  await page.unroute('**/members/*');

  await press(page, 'Actions for Vera Viewer');
  await choose(page, 'Remove');
  await dialog(page, 'Remove Vera Viewer?').waitFor();
  await lookOver(t, page, 'removing a member');
  await press(page, 'Remove');
  await page.getByText('Vera Viewer is removed.').waitFor();
  await members(page).getByText('Vera Viewer').waitFor({ state: 'detached' });
  await viewer.page.goto('/devices');
  await heading(viewer.page, 'Devices').waitFor();
  t.equal(await viewer.page.getByText('Ada Admin').count(), 0, 'they are in an account of their own');
});

t.test('the last Admin stays one, and any other may step down or leave', async (t) => {
  const { page } = await cloud.signUp(t, 'Ada Admin');
  const other = await cloud.member(t, page, 'admin', 'Eve Admin');
  await page.goto('/settings/members');
  await roleOf(page, 'Ada Admin').click();
  await page.getByRole('menuitemradio', { name: /^Operator/ }).click();
  await dialog(page, 'Be an Operator from now on?').waitFor();
  await press(page, 'Step down');
  await isGone(page);
  await page.getByRole('button', { name: 'Invite' }).waitFor({ state: 'detached' });
  t.equal(await roleOf(page, 'Eve Admin').count(), 0, 'an Operator sees the roles and changes none');
  await members(page).getByText('Operator', { exact: true }).waitFor();

  await other.page.goto('/settings/members');
  await roleOf(other.page, 'Eve Admin').click();
  await other.page.getByText('The account needs an Admin. Make somebody else Admin first.').waitFor();
  const operator = other.page.getByRole('menuitemradio', { name: /^Operator/ });
  t.ok(await operator.isDisabled());
  await other.page.keyboard.press('Escape');
  await press(other.page, 'Actions for Eve Admin');
  await choose(other.page, 'Leave the account');
  await dialog(other.page, 'The account needs an Admin').waitFor();
  await lookOver(t, other.page, 'the last Admin wants to leave');
  await press(other.page, 'Stay');
  await isGone(other.page);
  await hasFocus(other.page, 'Actions for Eve Admin');

  await press(page, 'Actions for Ada Admin');
  await choose(page, 'Leave the account');
  await dialog(page, /^Leave .*\?$/).waitFor();
  await lookOver(t, page, 'leaving');
  await press(page, 'Leave');
  await page.getByText(/^You have left /).waitFor();
  await heading(page, 'Devices').waitFor();
  const { accounts } = await call(page.context(), cloud.url, 'GET', '/api/v1/session');
  t.match(accounts, [{ role: 'admin' }], 'a first account of their own, as after signing up');
});

t.test('the cloud is away, and comes back', async (t) => {
  const { page } = await cloud.signUp(t, 'Ada Admin', desk);
  await page.route('**/api/v1/members', (route) => refuse(route, 409, 'count-changed'));
  await page.goto('/settings/members');
  await heading(page, 'The list has changed meanwhile').waitFor();
  await page.unroute('**/api/v1/members');
  await press(page, 'Try again');
  await page.getByText('You need not do this alone').waitFor();
});
