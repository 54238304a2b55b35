/**
 * Scan, sign in, paired, without a further press: by each way to sign in, for somebody who is new, for somebody who was
 * here before, and for somebody of two accounts, who says which one and nothing else.
 */
import type { Page } from 'playwright-core';
import t from 'tap';
import type { OidcIdp } from '../../src/identity/sign-in/testing/oidc-idp.ts';
import { linkIn } from '../../src/mail/testing/smtp-sink.ts';
import { call, newPage, newPerson, openBrowser, type Person } from './test-support/browser.ts';
import { ensureBuilt } from './test-support/ensure-built.ts';
import {
  addAuthenticator,
  fill,
  heading,
  isPaired,
  press,
  startWaysCloud,
} from './test-support/ways-cloud.ts';

t.setTimeout(900_000);
await ensureBuilt();
const browser = await openBrowser(t);
const ways = await startWaysCloud(t, browser);
const { url: cloud } = ways;

/** What a person does between the scan and the paired screen; answers the page on which that is seen. */
type SignIn = (page: Page) => Promise<Page>;

interface Way {
  /** Who has never been here; null where the way itself has to be set up first. */
  fresh: SignIn | null;
  returning: SignIn;
  /** Sets it up, past the page where it is used; the browser is signed in then. */
  before?(page: Page): Promise<void>;
}

async function walk(name: string, { fresh, returning, before }: Way) {
  await t.test(`by ${name}`, async (t) => {
    const page = await newPage(t, browser, cloud);
    await before?.(page);
    const rounds: [string, SignIn][] = [
      ...(fresh === null ? [] : [['fresh', fresh] as [string, SignIn]]),
      ['returning', returning],
      ['of two accounts', returning],
    ];
    for (const [who, signIn] of rounds) {
      if (who === 'of two accounts') {
        await call(page.context(), cloud, 'POST', '/api/v1/accounts', { name: 'All branches' });
      }
      await page.context().clearCookies();
      const scanned = await ways.scan(page);
      const seenOn = await signIn(page);
      if (who === 'of two accounts') {
        await heading(seenOn, 'Which account gets it?').waitFor();
        await press(seenOn, 'All branches');
      }
      await isPaired(seenOn, scanned);
      if (who === 'of two accounts') await seenOn.getByText('now belongs to All branches').waitFor();
      t.pass(who);
      if (seenOn !== page) await seenOn.close();
    }
  });
}

/** Presses the provider's button here and the one on its own page. */
function provider(name: string, idp: OidcIdp, id: string): Way {
  const signIn: SignIn = async (page) => {
    idp.next = { sub: id, oid: id, email: `${id}@people.example`, email_verified: true, name: 'Pat' };
    await press(page, `Continue with ${name}`);
    await page.waitForURL(/127\.0\.0\.1/);
    await press(page, 'Sign in');
    return page;
  };
  return { fresh: signIn, returning: signIn };
}

async function toCompany(page: Page, email: string): Promise<void> {
  await page.getByLabel('Email').fill('pat@elsewhere.example');
  await press(page, 'Continue with your company');
  await page.getByText('No company’s sign-on is known for this address').waitFor();
  await page.getByLabel('Email').fill(email);
  await press(page, 'Continue with your company');
  await page.waitForURL(/127\.0\.0\.1/);
}

const byWord = (someone: Person) => async (page: Page) => {
  await fill(page, someone);
  await press(page, 'Sign in and pair');
  return page;
};

const someone = newPerson();
await walk('email and password, confirmed by a mail in another tab', {
  async fresh(page) {
    await press(page, 'Create account');
    await page.getByLabel('Your name').fill(someone.name);
    await fill(page, someone);
    await press(page, 'Create account and pair');
    const tab = await page.context().newPage();
    await tab.goto(linkIn(await ways.sink.mailTo(someone.email)).href);
    return tab;
  },
  returning: byWord(someone),
});

await walk('Google', provider('Google', ways.google, 'google'));
await walk('a tenant of Microsoft', provider('Microsoft', ways.microsoft, 'microsoft'));
await walk('another OpenID Connect provider', provider('Keycloak', ways.keycloak, 'keycloak'));

const byOidc: SignIn = async (page) => {
  ways.company.next = { sub: 'olive', email: 'olive@oidc.example', name: 'Olive' };
  await toCompany(page, 'olive@oidc.example');
  await press(page, 'Sign in');
  return page;
};
await walk('a company’s OpenID Connect', {
  fresh: byOidc,
  returning: byOidc,
  before: async () => void (await ways.addOidcCompany('oidc.example')),
});

const bySaml: SignIn = async (page) => {
  ways.saml.next = { id: 'sam', email: 'sam@saml.example' };
  await toCompany(page, 'sam@saml.example');
  // Its answer comes back as a form that its page sends.
  await page.evaluate(() => document.forms[0]?.submit());
  return page;
};
await walk('a company’s SAML, with an answer by POST', {
  fresh: bySaml,
  returning: bySaml,
  before: async () => void (await ways.addSamlCompany('saml.example')),
});

await walk('a passkey', {
  fresh: null,
  async before(page) {
    await addAuthenticator(page);
    await ways.person(page);
    await page.goto('/settings/security');
    await press(page, 'Add a passkey');
    await page.getByRole('button', { name: /Remove the passkey/ }).waitFor();
  },
  async returning(page) {
    await press(page, 'Use a passkey');
    return page;
  },
});

let careful: Person;
let code: () => Promise<string>;
await walk('a password and a code of an app', {
  fresh: null,
  async before(page) {
    careful = await ways.person(page);
    const path = '/api/auth/two-factor';
    const { totpURI } = await call(page.context(), cloud, 'POST', `${path}/enable`, careful);
    const { createOTP } = await import('@better-auth/utils/otp');
    const { base32 } = await import('@better-auth/utils/base32');
    const secret = new URL(totpURI).searchParams.get('secret') ?? '';
    code = () => createOTP(new TextDecoder().decode(base32.decode(secret))).totp();
    await call(page.context(), cloud, 'POST', `${path}/verify-totp`, { code: await code() });
  },
  async returning(page) {
    await byWord(careful)(page);
    await page.getByLabel('Code of your authenticator app').fill(await code());
    await press(page, 'Continue');
    return page;
  },
});
