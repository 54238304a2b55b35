/**
 * Pages of another site, in a real browser in which somebody is signed in here: none of them pairs a screen, signs
 * anybody in, or shows our pages as its own.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { call, newPerson, openBrowser, signUp } from './test-support/browser.ts';
import { startCloud } from './test-support/cloud.ts';
import { ensureBuilt } from './test-support/ensure-built.ts';
import { SimulatedScreen } from './test-support/simulated-screen.ts';

t.setTimeout(600_000);
await ensureBuilt();
const [cloud, browser] = await Promise.all([startCloud(t), openBrowser(t)]);

let html = '';
const server = createServer((_request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/html' }).end(html);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
t.teardown(() => server.close());
// Another site than the cloud, which is at 127.0.0.1.
const evil = `http://localhost:${(server.address() as AddressInfo).port}/`;

/** Somebody who is signed in here and opens the other site's page. */
async function victim(t: Test): Promise<Page> {
  const context = await browser.newContext({ baseURL: cloud });
  t.teardown(() => context.close());
  await signUp(context, cloud, newPerson('Victim'));
  return context.newPage();
}

const devicesOf = async (page: Page) => (await call(page.context(), cloud, 'GET', '/api/v1/devices')).devices;

async function visit(page: Page, content: string): Promise<void> {
  html = `<!doctype html><title>Evil</title>${content}`;
  await page.goto(evil);
}

t.test('none of our pages is shown in a frame', async (t) => {
  const page = await victim(t);
  const { url } = await SimulatedScreen.pairing(t, cloud);
  for (const framed of [url, `${cloud}/devices`, `${cloud}/sign-in`, `${cloud}/settings/security`]) {
    const blocked = page.waitForEvent('console', (message) => /frame/i.test(message.text()));
    await visit(page, `<iframe src="${framed}" width="600" height="600"></iframe>`);
    t.match((await blocked).text(), /frame-ancestors|X-Frame-Options/i, framed);
    const inside = page.frames()[1];
    t.not(inside?.url().startsWith(cloud), true, framed);
  }
  t.same(await devicesOf(page), []);
});

t.test('a link, a picture, a form and a script of another site pair nothing', async (t) => {
  const page = await victim(t);
  const { pairingId, code } = await SimulatedScreen.pairing(t, cloud);
  const claim = `${cloud}/api/v1/pairings/claim`;
  await page.goto(`${claim}?pairingId=${pairingId}`);
  await page.goto(`${claim}?code=${code}`);
  await visit(page, `<img src="${claim}?pairingId=${pairingId}">`);
  const json = JSON.stringify({ pairingId });
  const forms = [
    `<form method="post" action="${claim}"><input name="pairingId" value="${pairingId}"></form>`,
    // As JSON, by way of a field's name.
    `<form method="post" enctype="text/plain" action="${claim}"><input name='${json.slice(0, -1)},"x":"' value='"}'></form>`,
  ];
  for (const form of forms) {
    await visit(page, form);
    await Promise.all([page.waitForURL(claim), page.evaluate(() => document.forms[0]?.submit())]);
    t.match(await page.content(), /foreign-origin|sign-in-required|invalid-request/, form);
  }
  await visit(page, '');
  for (const type of ['text/plain', 'application/json']) {
    const outcome = await page.evaluate(
      async ([to, body, type]) => {
        try {
          const mode = type === 'text/plain' ? 'no-cors' : 'cors';
          const headers = { 'Content-Type': type ?? '' };
          const answer = await fetch(to ?? '', {
            method: 'POST',
            mode,
            credentials: 'include',
            headers,
            body,
          });
          return answer.type;
        } catch {
          return 'refused';
        }
      },
      [claim, json, type] as const,
    );
    t.ok(['opaque', 'refused'].includes(outcome), `${type}: ${outcome}`);
  }
  t.same(await devicesOf(page), []);
});

t.test('a form of another site signs nobody in as the attacker, and nobody out', async (t) => {
  const attacker = newPerson('Attacker');
  const theirs = await browser.newContext();
  t.teardown(() => theirs.close());
  await signUp(theirs, cloud, attacker);
  const page = await victim(t);
  const stranger = await browser.newContext({ baseURL: cloud });
  t.teardown(() => stranger.close());
  for (const visitor of [page, await stranger.newPage()]) {
    for (const path of ['/api/auth/sign-in/email', '/api/auth/sign-out']) {
      await visit(
        visitor,
        `<form method="post" action="${cloud}${path}"><input name="email" value="${attacker.email}">
<input name="password" value="${attacker.password}"></form>`,
      );
      await Promise.all([
        visitor.waitForURL(`${cloud}${path}`),
        visitor.evaluate(() => document.forms[0]?.submit()),
      ]);
    }
  }
  t.match(await call(page.context(), cloud, 'GET', '/api/v1/session'), { user: { name: 'Victim' } });
  await t.rejects(call(stranger, cloud, 'GET', '/api/v1/session'), /401/);
});

t.test('a link to our sign-in page leads nowhere else afterwards', async (t) => {
  const person = newPerson();
  const theirs = await browser.newContext();
  t.teardown(() => theirs.close());
  await signUp(theirs, cloud, person);
  for (const next of [evil, `//localhost:${new URL(evil).port}`, `/\\localhost:${new URL(evil).port}`]) {
    const context = await browser.newContext({ baseURL: cloud });
    const page = await context.newPage();
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await page.getByLabel('Email').fill(person.email);
    await page.getByLabel('Password', { exact: true }).fill(person.password);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${cloud}/devices`);
    t.pass(next);
    await context.close();
  }
});
