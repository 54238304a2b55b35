/** Settings > Security: the password, and the providers that are linked. Passkeys and codes are in `sign-in-ways.test.ts`. */
import t from 'tap';
import { call, desk, newPage, openBrowser } from './test-support/browser.ts';
import { ensureBuilt } from './test-support/ensure-built.ts';
import { lookOver } from './test-support/look-over.ts';
import { codesOf } from './test-support/second-factor.ts';
import { press, startWaysCloud } from './test-support/ways-cloud.ts';

t.setTimeout(600_000);
await ensureBuilt();
const browser = await openBrowser(t);
const ways = await startWaysCloud(t, browser);
const { url: cloud, google } = ways;

t.test('the password is changed: what is wrong stands at its field, and others are signed out', async (t) => {
  const page = await newPage(t, browser, cloud, desk);
  const someone = await ways.person(page);
  const other = await newPage(t, browser, cloud);
  await call(other.context(), cloud, 'POST', '/api/auth/sign-in/email', someone);
  await page.goto('/settings/security');
  const now = page.getByLabel('Password now', { exact: true });
  const fresh = page.getByLabel('New password', { exact: true });
  await press(page, 'Change password');
  await page.getByText('Type the password that you have now.').waitFor();
  await now.fill('not my password');
  await fresh.fill('short');
  await press(page, 'Change password');
  await page.getByText('Use at least 8 characters.').waitFor();
  await lookOver(t, page, 'security, with objections');
  await fresh.fill('password1');
  await press(page, 'Change password');
  await page.getByText('among the first that anybody would try').waitFor();
  await fresh.fill('quite another one');
  await press(page, 'Change password');
  await page.getByText('This is not your password.').waitFor();
  // It is marked first, and takes the focus a moment later.
  await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'current-password');
  await now.fill(someone.password);
  await press(page, 'Change password');
  await page.getByText('Your password is changed.').waitFor();
  t.equal(await now.inputValue(), '');
  await t.rejects(call(other.context(), cloud, 'GET', '/api/v1/session'), /401/);
});

t.test('a provider is linked and unlinked, and the last way in stays', async (t) => {
  const page = await newPage(t, browser, cloud, desk);
  google.next = { sub: 'linked', email: 'private@people.example', email_verified: true, name: 'Lin' };
  await page.goto('/sign-in');
  await press(page, 'Continue with Google');
  await page.waitForURL(/127\.0\.0\.1/);
  await press(page, 'Sign in');
  await page.waitForURL('**/devices');
  await page.goto('/settings/security');
  await page.getByText('You have none: you sign in another way.').waitFor();
  await press(page, 'Unlink Google');
  await page.getByText('This is the last way by which you can sign in.').waitFor();
  await lookOver(t, page, 'security, without a password');
  t.equal(await page.getByLabel('Your password').count(), 0, 'nobody is asked for what they do not have');
  await page.route('**/two-factor/enable', (route) =>
    route.fulfill({ status: 403, json: { code: 'SESSION_NOT_FRESH', message: '' } }),
  );
  await press(page, 'Turn it on');
  await page.getByText('you have to have signed in today').waitFor();
  await page.unroute('**/two-factor/enable');
  await press(page, 'Turn it on');
  await page.getByAltText('QR code for an authenticator app').waitFor();
  const secret = page.locator('strong').filter({ hasText: /^[A-Z2-7]{20,}$/ });
  await page.getByLabel('Code of the app').fill(await codesOf((await secret.textContent()) ?? '')());
  await press(page, 'Turn it on');
  await press(page, 'I have kept them');
  await press(page, 'Turn it off');
  await page.getByRole('button', { name: 'Turn it on', exact: true }).waitFor();
  ways.keycloak.next = { sub: 'second', email: 'other@people.example', email_verified: false };
  await press(page, 'Link Keycloak');
  await page.waitForURL(/127\.0\.0\.1/);
  await press(page, 'Sign in');
  await page.getByRole('button', { name: 'Unlink Keycloak' }).waitFor();
  await press(page, 'Unlink Google');
  await page.getByRole('button', { name: 'Link Google' }).waitFor();

  const stranger = await newPage(t, browser, cloud, desk);
  await ways.person(stranger);
  await stranger.goto('/settings/security');
  await press(stranger, 'Link Keycloak');
  await stranger.waitForURL(/127\.0\.0\.1/);
  await press(stranger, 'Sign in');
  await stranger.getByText('This identity is linked to somebody else here.').waitFor();
});
