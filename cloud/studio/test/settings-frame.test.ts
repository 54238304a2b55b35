/** Settings as a place: found, listed, and opened to whom it is open; and the main navigation that leads there. */
import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { desk, newPage, newPerson, openBrowser, phone, signUp } from './test-support/browser.ts';
import { startCloud } from './test-support/cloud.ts';
import { ensureBuilt } from './test-support/ensure-built.ts';

t.setTimeout(600_000);
await ensureBuilt();
const [cloud, browser]: [string, Browser] = await Promise.all([startCloud(t), openBrowser(t)]);

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });
const pathOf = (page: Page) => new URL(page.url()).pathname;
const studio = (page: Page) => page.getByRole('navigation', { name: 'Studio' });
const settings = (page: Page) => page.getByRole('navigation', { name: 'Settings' });

async function admin(t: Test, viewport: { width: number; height: number }): Promise<Page> {
  const page = await newPage(t, browser, cloud, viewport);
  await signUp(page.context(), cloud, newPerson('Ada Admin'));
  return page;
}

t.test('a wide window has the pages of Settings beside the page, and opens the first', async (t) => {
  const page = await admin(t, desk);
  await page.goto('/devices');
  await studio(page).getByRole('link', { name: 'Settings' }).click();
  await page.waitForURL('**/settings/*');
  t.equal(await studio(page).getByRole('link', { name: 'Settings' }).getAttribute('aria-current'), 'page');
  await settings(page).getByRole('link', { name: 'Security' }).click();
  await heading(page, 'Security').waitFor();
  t.equal(pathOf(page), '/settings/security');
  t.equal(await settings(page).getByRole('link', { name: 'Security' }).getAttribute('aria-current'), 'page');
});

t.test('a phone has them as a list, and a way back to it above each page', async (t) => {
  const page = await admin(t, phone);
  await page.goto('/devices');
  const bar = await studio(page).boundingBox();
  t.equal((bar?.y ?? 0) + (bar?.height ?? 0), phone.height, 'the places are at the bottom, under the thumb');
  await studio(page).getByRole('link', { name: 'Settings' }).click();
  await heading(page, 'Settings').waitFor();
  t.equal(pathOf(page), '/settings');
  await settings(page).getByRole('link', { name: 'Security' }).click();
  await heading(page, 'Security').waitFor();
  t.equal(await settings(page).count(), 0, 'the page has the window to itself');
  await page.getByRole('main').getByRole('link', { name: 'Settings' }).click();
  await heading(page, 'Settings').waitFor();
});

t.test('older and wrong addresses lead on', async (t) => {
  const page = await admin(t, desk);
  await page.goto('/security');
  await heading(page, 'Security').waitFor();
  t.equal(pathOf(page), '/settings/security');
  await page.goto('/settings/nowhere');
  await heading(page, 'There is nothing at this address').waitFor();
});
