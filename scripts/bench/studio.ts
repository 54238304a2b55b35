/**
 * Studio's device list in a real browser, from the first request to devices on the page, with nothing in the cache.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium } from '@signet/player/chromium';
import type { BrowserContext } from 'playwright-core';
import { openDatabase } from '../../cloud/src/database/open-database.ts';
import { seedDevices } from '../../cloud/src/devices/testing/seed-devices.ts';
import { signUp } from '../e2e/test-support/person.ts';
import { startProgram } from '../program.ts';
import { type Figure, percentile, spreadOf } from './figure.ts';

const count = 10_000;
const rounds = 7;

export async function benchStudio(): Promise<Figure[]> {
  const data = mkdtempSync(join(tmpdir(), 'signet-bench-'));
  const args = ['--data', data, '--listen', '127.0.0.1:0'];
  const program = startProgram('cloud', 'cloud/src/main.ts', args, join(data, 'log'));
  const cloud = String(JSON.parse(await program.untilLine(/"code":"listening"/)).url);
  const person = await signUp(cloud);
  const { body: session } = await person.call('GET', '/api/v1/session');
  const db = openDatabase({ file: join(data, 'cloud.sqlite') });
  await seedDevices(db, { accountId: Object(session['account']).id, count, now: Date.now() });
  await db.destroy();

  const browser = await launchChromium();
  const context = await browser.newContext({ baseURL: cloud, viewport: { width: 1280, height: 800 } });
  await context.addCookies(
    person
      .cookie()
      .split('; ')
      .map((pair) => ({
        name: pair.slice(0, pair.indexOf('=')),
        value: pair.slice(pair.indexOf('=') + 1),
        url: cloud,
      })),
  );
  await context.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (document.querySelector('[data-device]') === null) return;
      observer.disconnect();
      requestAnimationFrame(() => performance.mark('devices-shown'));
    }).observe(document, { childList: true, subtree: true });
  });
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await timeToDevices(context));
  await browser.close();
  await program.stop();
  return [
    {
      what: `Studio with ${count} devices, first request to devices on the page, median`,
      measured: percentile(times, 0.5),
      spread: spreadOf(times),
      budget: 1_000,
      unit: 'ms',
    },
  ];
}

async function timeToDevices(context: BrowserContext): Promise<number> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.clearBrowserCache');
  await page.goto('/devices');
  const shown = await page.waitForFunction(
    () => performance.getEntriesByName('devices-shown')[0]?.startTime ?? null,
  );
  const shownMs = Number(await shown.jsonValue());
  await page.close();
  return shownMs;
}
