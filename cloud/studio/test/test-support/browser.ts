/**
 * A real Chromium, and pages in it that fail the test when something breaks behind the scenes: an exception, a
 * violation of the Content-Security-Policy, a warning of React.
 */
import { launchChromium } from '@signet/player/chromium';
import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import type { Test } from 'tap';

export async function openBrowser(t: Test): Promise<Browser> {
  const browser = await launchChromium();
  t.teardown(() => browser.close());
  return browser;
}

export const phone = { width: 360, height: 740 };
export const desk = { width: 1280, height: 800 };

let contexts = 0;

/** A browser of its own, at an address of its own, with nobody signed in. */
export async function newPage(
  t: Test,
  browser: Browser,
  baseURL: string,
  viewport: { width: number; height: number } = phone,
): Promise<Page> {
  contexts += 1;
  const context = await browser.newContext({
    baseURL,
    viewport,
    hasTouch: viewport === phone,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    extraHTTPHeaders: { 'X-Forwarded-For': `198.51.${100 + (contexts >> 8)}.${contexts & 255}` },
  });
  t.teardown(() => context.close());
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  page.on('pageerror', (error) => t.fail(`the page threw ${error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    // Chromium writes a line for every answer of 400 and up, and for every request that was cut.
    if (/Failed to load resource/.test(text)) return;
    if (message.type() === 'error' || message.type() === 'warning') t.fail(`the console says ${text}`);
  });
  return page;
}

export interface Person {
  name: string;
  email: string;
  password: string;
}

let people = 0;

export function newPerson(name = 'Anna Berg'): Person {
  people += 1;
  return { name, email: `person-${process.pid}-${people}@signet.example`, password: 'correct horse battery' };
}

/** Makes an account and signs the browser in, past the pages. */
export async function signUp(context: BrowserContext, url: string, person: Person): Promise<void> {
  await call(context, url, 'POST', '/api/auth/sign-up/email', person);
}

/** One request as the person of this browser would make it; the parsed answer. */
export async function call(
  context: BrowserContext,
  url: string,
  method: string,
  path: string,
  data?: object,
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever JSON was answered
): Promise<any> {
  const answer = await context.request.fetch(url + path, {
    method,
    headers: { Origin: url },
    ...(data === undefined ? {} : { data }),
  });
  const text = await answer.text();
  if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${text}`);
  return text === '' ? null : JSON.parse(text);
}

/** Answers a request with a problem document. */
export function refuse(route: Route, status: number, code: string, more: object = {}): Promise<void> {
  return route.fulfill({
    status,
    contentType: 'application/problem+json',
    body: JSON.stringify({ type: `/problems/${code}`, title: code, status, detail: '', code, ...more }),
  });
}
