/**
 * A company with a sign-on of its own, for tests: an account, its owner, a confirmed domain.
 */
import type { IdentityForTests } from '../../identity-for-tests.ts';
import { type BrowserForTests, startBrowser } from './browser.ts';
import type { DnsServer } from './dns-server.ts';

export const pairing = '/p/ABCDEFGHIJKLMNOPQRSTUVWXYZ';

export interface CompanyForTests {
  owner: BrowserForTests;
  providerId: string;
  accountId: string;
  /** As the API showed it once its domain was confirmed. */
  shown: Record<string, unknown>;
}

/** Sends JSON with any method as a script of Studio would. */
export async function ask(
  cloud: IdentityForTests,
  browser: BrowserForTests,
  method: string,
  path: string,
  body?: unknown,
) {
  const jar = browser.cookies.get(cloud.origin) ?? new Map();
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  return cloud.send(method, path, body === undefined ? { cookie } : { cookie, body });
}

export async function signUp(cloud: IdentityForTests, email: string): Promise<BrowserForTests> {
  const browser = startBrowser();
  const body = { name: 'Owner', email, password: 'a long enough one' };
  const made = await browser.send(`${cloud.origin}/api/auth/sign-up/email`, body);
  if (made.status !== 200) throw new Error(JSON.stringify(made.body));
  return browser;
}

export async function setUpCompany(
  cloud: IdentityForTests,
  dns: DnsServer,
  setup: { domain: string; [member: string]: unknown },
): Promise<CompanyForTests> {
  const owner = await signUp(cloud, `owner-of-${setup.domain}@founders.example`);
  const added = await ask(cloud, owner, 'POST', '/api/v1/companies', setup);
  if (added.status !== 200) throw new Error(JSON.stringify(added.body));
  const providerId = String(added.body['providerId']);
  const { name, value } = added.body['dnsRecord'] as { name: string; value: string };
  dns.txt.set(name.toLowerCase(), [value]);
  const confirmed = await ask(cloud, owner, 'POST', `/api/v1/companies/${providerId}/confirm-domain`, {});
  if (confirmed.status !== 200) throw new Error(JSON.stringify(confirmed.body));
  const session = await ask(cloud, owner, 'GET', '/api/v1/session');
  const { id: accountId } = session.body['account'] as { id: string };
  return { owner, providerId, accountId, shown: confirmed.body };
}

/** Presses "Continue with SSO"; answers the page to which that leads. */
export async function begin(cloud: IdentityForTests, browser: BrowserForTests, providerId: string) {
  const asked = await browser.send(`${cloud.origin}/api/auth/sign-in/sso`, {
    providerId,
    callbackURL: pairing,
    errorCallbackURL: pairing,
  });
  if (asked.status !== 200) throw new Error(JSON.stringify(asked.body));
  return browser.open(String(asked.body['url']));
}
