/**
 * A real cloud that sends its mails to a real mail server, and people in it whose addresses are confirmed: what
 * everything about invitations and members begins with.
 */
import type { Browser, Page } from 'playwright-core';
import type { Test } from 'tap';
import type { Role } from '../../../src/identity/rights.ts';
import { linkIn, type SmtpSink, startSmtpSink } from '../../../src/mail/testing/smtp-sink.ts';
import { call, desk, newPage, newPerson, type Person } from './browser.ts';
import { startCloudWithData } from './cloud.ts';

export interface MailingCloud {
  url: string;
  data: string;
  sink: SmtpSink;
  /** Somebody signed in on a page of their own. */
  signUp(t: Test, name: string, viewport?: { width: number; height: number }): Promise<Signed>;
  /** The same, in the account of whoever is signed in on `admin`, which they act on. */
  member(t: Test, admin: Page, role: Role, name: string, viewport?: typeof desk): Promise<Signed>;
  /** Invites past the pages; the address in the mail, without the site. */
  invite(admin: Page, email: string, role: Role): Promise<string>;
}

export interface Signed {
  page: Page;
  person: Person;
}

/** `more`: further flags of the cloud. */
export async function startMailingCloud(
  t: Test,
  browser: Browser,
  more: readonly string[] = [],
): Promise<MailingCloud> {
  const sink = await startSmtpSink();
  t.teardown(() => sink.close());
  const { url, data } = await startCloudWithData(
    t,
    ...['--smtp-url', sink.url, '--mail-from', 'Signet <signet@signet.example>'],
    ...more,
  );
  const cloud: MailingCloud = {
    url,
    data,
    sink,
    async signUp(t, name, viewport = desk) {
      const person = newPerson(name);
      const page = await newPage(t, browser, url, viewport);
      await call(page.context(), url, 'POST', '/api/auth/sign-up/email', person);
      const token = linkIn(await sink.mailTo(person.email)).searchParams.get('token');
      await call(page.context(), url, 'GET', `/api/auth/verify-email?token=${token}`);
      return { page, person };
    },
    async member(t, admin, role, name, viewport = desk) {
      const signed = await cloud.signUp(t, name, viewport);
      const path = await cloud.invite(admin, signed.person.email, role);
      const id = /\/invitation\/(\w+)/.exec(path)?.[1];
      await call(signed.page.context(), url, 'POST', `/api/v1/invitations/${id}/accept`);
      return signed;
    },
    async invite(admin, email, role) {
      await call(admin.context(), url, 'POST', '/api/v1/invitations', { email, role });
      const { pathname, search } = linkIn(await sink.mailTo(email));
      return pathname + search;
    },
  };
  return cloud;
}
