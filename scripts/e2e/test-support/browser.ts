/**
 * Real Chromium: the phone that scans, the desk that runs Studio, and the window that is the browser display.
 */
import { launchChromium } from '@signet/player/chromium';
import type { Browser, Page } from 'playwright-core';
import type { Test } from 'tap';

export async function openBrowser(t: Test): Promise<Browser> {
  const browser = await launchChromium();
  t.teardown(() => browser.close());
  return browser;
}

/** A phone with nobody signed in. */
export async function newPhone(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
  });
  return context.newPage();
}

export async function newDesk(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  return context.newPage();
}
