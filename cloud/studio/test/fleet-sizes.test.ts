/**
 * Every place of Studio with no device, with one, and with ten thousand: it comes up, says nothing to the console, is
 * right by axe, and fits a small phone. The list of places is that of the navigation, so that a new one is looked at.
 */
import type { Browser, Page } from 'playwright-core';
import t from 'tap';
import { settingsEntries } from '../src/settings/settings-entries.ts';
import { places } from '../src/shell/main-navigation.ts';
import { desk, newPage, newPerson, openBrowser, signUp } from './test-support/browser.ts';
import { startCloudWithData } from './test-support/cloud.ts';
import { ensureBuilt } from './test-support/ensure-built.ts';
import { giveDevices } from './test-support/fleet.ts';
import { lookOver } from './test-support/look-over.ts';

t.setTimeout(900_000);
await ensureBuilt();
const [cloud, browser]: [{ url: string; data: string }, Browser] = await Promise.all([
  startCloudWithData(t),
  openBrowser(t),
]);

const paths = [
  ...places.map(({ path }) => path).filter((path) => path !== '/settings'),
  ...settingsEntries.map(({ path }) => `/settings/${path}`),
  '/pair',
];

/** What was drawn is all there is: nothing is fetched any more, and no placeholder of it stands. */
async function cameUp(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('load');
  await page.waitForFunction(
    () => document.querySelector('[aria-busy="true"], .mantine-Loader-root') === null,
  );
}

for (const count of [0, 1, 10_000]) {
  t.test(`with ${count} devices`, async (t) => {
    const page = await newPage(t, browser, cloud.url, desk);
    await signUp(page.context(), cloud.url, newPerson('Fay'));
    const ids = count === 0 ? [] : await giveDevices(page, cloud, count);
    const complaints: string[] = [];
    page.on('console', (line) => {
      if (line.type() === 'error') complaints.push(line.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    const device = ids[0] === undefined ? [] : [`/devices/${ids[0]}`];
    for (const path of [...paths, ...device]) {
      await page.goto(path);
      await cameUp(page);
      t.equal(new URL(page.url()).pathname, path, `${path} is a place of its own`);
      t.same(complaints.splice(0), [], `${path} has no complaints`);
      await lookOver(t, page, path);
    }
  });
}
