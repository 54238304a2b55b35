/** How the fleet is, as a person sees it happen: the page of its health, the list, and one device. */
import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { call, desk, newPage, newPerson, openBrowser, phone, signUp } from './test-support/browser.ts';
import { startCloud } from './test-support/cloud.ts';
import { ensureBuilt } from './test-support/ensure-built.ts';
import { lookOver } from './test-support/look-over.ts';
import { SimulatedScreen } from './test-support/simulated-screen.ts';

t.setTimeout(240_000);
await ensureBuilt();
const [cloud, browser]: [string, Browser] = await Promise.all([startCloud(t), openBrowser(t)]);

async function withScreen(t: Test, viewport = desk): Promise<{ page: Page; screen: SimulatedScreen }> {
  const page = await newPage(t, browser, cloud, viewport);
  await signUp(page.context(), cloud, newPerson('Olga Operator'));
  const { screen, pairingId } = await SimulatedScreen.pairing(t, cloud);
  await call(page.context(), cloud, 'POST', '/api/v1/pairings/claim', { pairingId, name: 'Lobby' });
  await screen.next('bound');
  return { page, screen };
}

t.test('a warning appears while the page is open, leads to its device, and goes by itself', async (t) => {
  const { page, screen } = await withScreen(t);
  await page.goto('/devices');
  await page.getByRole('navigation', { name: 'Studio' }).getByRole('link', { name: 'Health' }).click();
  await page.getByRole('heading', { name: 'All is well' }).waitFor();
  screen.unwell({ code: 'disk-low', detail: '3 MiB are free' }, { code: 'picture-frozen' });
  await page.getByRole('heading', { name: /The disk is nearly full/ }).waitFor();
  const groups = await page.getByRole('heading', { level: 2 }).allTextContents();
  t.match(groups[0], /Critical: The picture does not move on/, 'the worst first');
  const numbers = page.getByRole('list', { name: 'The fleet in numbers' });
  await numbers.getByRole('link', { name: '1 With warnings' }).click();
  await page.getByRole('row', { name: /Lobby/ }).getByText('The picture does not move on').waitFor();
  t.match(page.url(), /warning=any/);
  await page.getByRole('link', { name: 'Lobby' }).click();
  const warnings = page.getByRole('region', { name: 'Warnings' });
  await warnings.getByText('3 MiB are free').waitFor();
  await warnings.getByText(/smaller playlist/).waitFor();
  const health = page.getByRole('region', { name: 'Health' });
  await health.getByText('61 °C').waitFor();
  await health.getByText('The disk is nearly full (3 MiB are free)').waitFor();
  screen.unwell();
  await health.getByText('Over: The disk is nearly full (3 MiB are free)').waitFor();
  await warnings.waitFor({ state: 'detached' });
  t.pass('and it is over');
});

t.test('the list is narrowed by a warning', async (t) => {
  const { page, screen } = await withScreen(t);
  screen.unwell({ code: 'temperature-high' });
  await page.goto('/devices');
  await page.getByText('The device is hot').waitFor();
  await page.getByRole('button', { name: 'Warnings', exact: true }).click();
  await page.getByRole('checkbox', { name: /The device is hot/ }).check();
  await page.keyboard.press('Escape');
  await page.getByText('1 device found of 1').waitFor();
  t.match(page.url(), /warning=temperature-high/);
});

t.test('everything about health can be used by anyone', async (t) => {
  const { page, screen } = await withScreen(t, phone);
  await page.goto('/health');
  await page.getByRole('heading', { name: 'All is well' }).waitFor();
  await lookOver(t, page, 'all is well');
  screen.unwell({ code: 'disk-low', detail: '3 MiB are free' }, { code: 'picture-frozen' });
  await page.getByRole('link', { name: 'Lobby' }).first().waitFor();
  await lookOver(t, page, 'two warnings');
  await page.getByRole('link', { name: 'Lobby' }).first().click();
  await page.getByRole('region', { name: 'Warnings' }).waitFor();
  await page.getByRole('region', { name: 'Health' }).getByText('61 °C').waitFor();
  await lookOver(t, page, 'a device with warnings');
  await page.goto('/devices');
  await page.getByText('The picture does not move on').waitFor();
  await lookOver(t, page, 'the list with warnings');
});
