/**
 * A cloud with every way to sign in turned on, each with its own real counterpart on another site, as in life.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Browser, Page } from 'playwright-core';
import type { Test } from 'tap';
import { startOidcIdp } from '../../../src/identity/sign-in/testing/oidc-idp.ts';
import { startSamlIdp } from '../../../src/identity/sign-in/testing/saml-idp.ts';
import { linkIn, startSmtpSink } from '../../../src/mail/testing/smtp-sink.ts';
import { call, newPage, newPerson, type Person } from './browser.ts';
import { startCloud } from './cloud.ts';
import { SimulatedScreen } from './simulated-screen.ts';

const tenant = '11111111-2222-3333-4444-555555555555';

export async function startWaysCloud(t: Test, browser: Browser) {
  const folder = mkdtempSync(join(tmpdir(), 'signet-ways-'));
  const [google, microsoft, keycloak, company, saml, sink, port] = await Promise.all([
    startOidcIdp(),
    startOidcIdp({ path: `/${tenant}/v2.0` }),
    startOidcIdp(),
    startOidcIdp(),
    startSamlIdp(),
    startSmtpSink(),
    freePort(),
  ]);
  t.teardown(() =>
    Promise.all([google, microsoft, keycloak, company, saml, sink].map((each) => each.close())),
  );
  writeFileSync(
    join(folder, 'providers.json'),
    JSON.stringify([
      { kind: 'google', issuer: google.issuer, ...google.client },
      { kind: 'microsoft', tenant, authority: microsoft.origin, ...microsoft.client },
      { kind: 'oidc', id: 'keycloak', name: 'Keycloak', issuer: keycloak.issuer, ...keycloak.client },
    ]),
  );
  const url = await startCloud(
    t,
    ...['--data', join(folder, 'data'), '--listen', `127.0.0.1:${port}`],
    ...['--public-url', `http://localhost:${port}`, '--sign-in-providers', join(folder, 'providers.json')],
    ...['--smtp-url', sink.url, '--mail-from', 'Signet <signet@signet.example>'],
    ...['--internal-idp-origins', company.origin],
  );
  google.redirectUris.add(`${url}/api/auth/callback/google`);
  microsoft.redirectUris.add(`${url}/api/auth/callback/microsoft`);
  keycloak.redirectUris.add(`${url}/api/auth/callback/keycloak`);

  /** Somebody whose address is confirmed, past the pages; signed in on the page, where one is given. */
  async function person(on?: Page): Promise<Person> {
    const made = newPerson();
    const page = on ?? (await newPage(t, browser, url));
    await call(page.context(), url, 'POST', '/api/auth/sign-up/email', made);
    const token = linkIn(await sink.mailTo(made.email)).searchParams.get('token');
    await call(page.context(), url, 'GET', `/api/auth/verify-email?token=${token}`);
    return made;
  }

  /** DNS is another process's here; what it would have led to is written down for it. */
  function confirmDomain(providerId: string): void {
    const db = new Sqlite(join(folder, 'data', 'cloud.sqlite'));
    db.prepare('update ssoProvider set domainVerified = 1 where providerId = ?').run(providerId);
    db.close();
  }

  /** A company with a sign-on of its own; answers its ID. */
  async function addCompany(setup: object): Promise<string> {
    const admin = await newPage(t, browser, url);
    await person(admin);
    const made = await call(admin.context(), url, 'POST', '/api/v1/companies', setup);
    if (made.give.redirectUri !== undefined) company.redirectUris.add(made.give.redirectUri);
    confirmDomain(made.providerId);
    return made.providerId;
  }

  return {
    url,
    google,
    microsoft,
    keycloak,
    company,
    saml,
    sink,
    person,
    confirmDomain,
    addSamlCompany: (domain: string) =>
      addCompany({
        protocol: 'saml',
        domain,
        metadata: saml.metadata,
        emailAttribute: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
      }),
    addOidcCompany: (domain: string) =>
      addCompany({ protocol: 'oidc', domain, issuer: company.issuer, ...company.client }),
    /** Scans the code of a new screen. */
    async scan(page: Page) {
      const scanned = await SimulatedScreen.pairing(t, url);
      await page.goto(scanned.url.toLowerCase());
      await heading(page, 'Pair this screen').waitFor();
      return scanned;
    },
  };
}

export const heading = (page: Page, name: string) =>
  page.getByRole('heading', { level: 1, name, exact: true });
export const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

export async function isPaired(page: Page, { screen }: { screen: SimulatedScreen }): Promise<void> {
  await heading(page, 'Paired').waitFor();
  await screen.next('bound');
}

export async function fill(page: Page, { email, password }: Person): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
}

/** A browser whose device makes and answers passkeys without asking. */
export async function addAuthenticator(page: Page): Promise<void> {
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
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
