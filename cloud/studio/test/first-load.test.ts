/**
 * What Studio's first page costs: how many bytes, and how many trips until something useful is there.
 *
 * How long it takes is for `make bench`, since a machine that runs other tests at the same time says nothing about that.
 */
import type { Browser, Page } from 'playwright-core';
import t from 'tap';
import { desk, newPage, newPerson, openBrowser, phone, signUp } from './test-support/browser.ts';
import { startCloudWithData } from './test-support/cloud.ts';
import { ensureBuilt } from './test-support/ensure-built.ts';
import { giveDevices } from './test-support/fleet.ts';

t.setTimeout(600_000);
await ensureBuilt();
const [cloud, browser]: [{ url: string; data: string }, Browser] = await Promise.all([
  startCloudWithData(t),
  openBrowser(t),
]);

interface Fetched {
  path: string;
  startedMs: number;
  endedMs: number;
  /** As it came over the wire, without headers. */
  bytes: number;
}

/** Everything that the page has fetched so far, by the browser's own account. */
async function fetchedBy(page: Page): Promise<Fetched[]> {
  return page.evaluate(() =>
    [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map(
      (entry) => {
        const { name, startTime, responseEnd, encodedBodySize } = entry as PerformanceResourceTiming;
        return {
          path: new URL(name).pathname,
          startedMs: startTime,
          endedMs: responseEnd,
          bytes: encodedBodySize,
        };
      },
    ),
  );
}

const ofCode = ({ path }: Fetched) => path.startsWith('/assets/') || !path.startsWith('/api/');
const bytesOf = (fetched: readonly Fetched[]) => fetched.reduce((sum, { bytes }) => sum + bytes, 0);

t.test(
  'the first load of Studio has at most 250 kB, and devices are asked for before its code is there',
  async (t) => {
    const page = await newPage(t, browser, cloud.url, desk);
    await signUp(page.context(), cloud.url, newPerson());
    await giveDevices(page, cloud, 10_000);
    await page.goto('/devices');
    await page.getByRole('link', { name: 'Canteen 1', exact: true }).waitFor();
    const fetched = await fetchedBy(page);
    const code = fetched.filter(ofCode);
    t.ok(code.length > 10, `${code.length} files`);
    t.ok(bytesOf(code) < 250_000, `${Math.round(bytesOf(code) / 1_000)} kB`);

    const find = (pattern: RegExp) => fetched.find(({ path }) => pattern.test(path));
    const [entry, shell, list, devices] = [
      find(/^\/assets\/index-.*\.js$/),
      find(/^\/assets\/studio-shell-.*\.js$/),
      find(/^\/assets\/devices-page-.*\.js$/),
      find(/^\/api\/v1\/devices$/),
    ];
    if (!entry || !shell || !list || !devices) return t.fail('a file has another name');
    for (const [what, later] of Object.entries({ shell, list, devices })) {
      const others = [shell, list, devices].filter((other) => other !== later);
      t.ok(later.startedMs >= entry.endedMs, `${what} is found by the first script`);
      t.ok(
        others.every(({ endedMs }) => later.startedMs < endedMs),
        `and waits for none of the others`,
      );
    }
  },
);

t.test('a phone that scans a code fetches less than that', async (t) => {
  const page = await newPage(t, browser, cloud.url, phone);
  await page.goto('/p/AAAAAAAAAAAAAAAAAAAAAAAAAA');
  await page.getByRole('heading', { level: 1 }).waitFor();
  const bytes = bytesOf((await fetchedBy(page)).filter(ofCode));
  t.ok(bytes < 160_000, `${Math.round(bytes / 1_000)} kB`);
  t.ok(bytes > 50_000, 'which is not nothing');
});
