/**
 * `/demo/mails`: the mails of this cloud as a page, for whoever tries Signet without a mail server.
 *
 * Whoever reads other people's mails can sign in as them, so it is off unless asked for, answers only to this very
 * machine, and only under one of its own names (a page elsewhere could otherwise give our address a name of its
 * own and read it).
 */
import { Hono } from 'hono';
import { html, raw } from 'hono/html';
import type { Kysely } from 'kysely';
import type { MailOutboxTable, Schema } from '../database/schema.ts';
import { clientAddress } from '../http/client-address.ts';
import type { Environment } from '../http/environment.ts';
import { problem } from '../http/problem.ts';
import { escapeHtml } from './letter.ts';

interface Needs {
  db: Kysely<Schema>;
  origins: readonly string[];
}

const shown = 50;

export function mailPage({ db, origins }: Needs): Hono<Environment> {
  const hosts = new Set(origins.map((origin) => new URL(origin).host));
  return new Hono<Environment>().get('/demo/mails', async (c) => {
    if (!isLoopback(clientAddress(c)) || !hosts.has(c.req.header('Host') ?? '')) {
      return problem(
        c,
        'not-found',
        'The mails are shown on the computer that runs Signet, and nowhere else.',
      );
    }
    const mails = await db
      .selectFrom('mailOutbox')
      .selectAll()
      .orderBy('createdAt', 'desc')
      .limit(shown)
      .execute();
    c.header('Cache-Control', 'no-store');
    return c.html(page(mails));
  });
}

/** Also the transport of such a cloud: a mail is delivered by being on the page. */
export const pageTransport = { send: async () => {}, close: () => {} };

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

function page(mails: readonly MailOutboxTable[]) {
  const list =
    mails.length === 0
      ? '<p>No mail yet. Reload this page after asking for one.</p>'
      : mails.map(article).join('\n');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="5">
<title>Mails of this demo</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}
article{border:1px solid #8886;border-radius:12px;padding:1rem 1.25rem;margin:0 0 1rem}h2{margin:0;font-size:1.1rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}small{opacity:.75}</style>
</head>
<body>
<h1>Mails of this demo</h1>
<p>This cloud has no mail server, so its mails arrive here. Only this computer can see them.</p>
${raw(list)}
</body>
</html>`;
}

function article({ subject, toAddress, text, createdAt }: MailOutboxTable): string {
  const linked = escapeHtml(text).replaceAll(/https?:\/\/[^\s<]+/g, (url) => `<a href="${url}">${url}</a>`);
  return `<article><h2>${escapeHtml(subject)}</h2>
<small>To ${escapeHtml(toAddress)}, ${new Date(createdAt).toISOString()}</small>
<pre>${linked}</pre></article>`;
}
