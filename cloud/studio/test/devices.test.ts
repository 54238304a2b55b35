/** The device list with ten thousand devices and more tabs than one: real cloud, real browser. */
import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { call, desk, newPage, newPerson, openBrowser, phone, signUp } from './test-support/browser.ts';
import { startCloudWithData } from './test-support/cloud.ts';
import { ensureBuilt } from './test-support/ensure-built.ts';
import { giveDevices } from './test-support/fleet.ts';
import { SimulatedScreen } from './test-support/simulated-screen.ts';

t.setTimeout(600_000);
// One at a time: who fills the database from outside keeps its only writer waiting.
t.jobs = 1;
await ensureBuilt();
const [cloud, browser]: [{ url: string; data: string }, Browser] = await Promise.all([
  startCloudWithData(t),
  openBrowser(t),
]);

const count = 10_000;
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
const pathOf = (page: Page) => new URL(page.url()).pathname + new URL(page.url()).search;
const names = (page: Page) => page.getByRole('rowheader').getByRole('link').allTextContents();
const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });
const read = (page: Page, query: string) =>
  call(page.context(), cloud.url, 'GET', `/api/v1/devices?${query}`);

async function operator(t: Test, devices: number, viewport = desk): Promise<{ page: Page; ids: string[] }> {
  const page = await newPage(t, browser, cloud.url, viewport);
  await signUp(page.context(), cloud.url, newPerson('Olga Operator'));
  return { page, ids: devices === 0 ? [] : await giveDevices(page, cloud, devices) };
}

async function pair(t: Test, page: Page, name: string): Promise<SimulatedScreen> {
  const { screen, pairingId } = await SimulatedScreen.pairing(t, cloud.url);
  await call(page.context(), cloud.url, 'POST', '/api/v1/pairings/claim', { pairingId, name });
  await screen.next('bound');
  return screen;
}

t.test('ten thousand devices: read on, sorted, narrowed, and the address says how', async (t) => {
  const { page } = await operator(t, count);
  await page.goto('/devices');
  await page.getByText('10,000 devices, 8,907 online').waitFor();
  await link(page, 'Canteen 1').waitFor();
  const table = page.getByRole('table', { name: 'Devices' });
  t.equal(await table.getAttribute('aria-rowcount'), '10001');
  t.ok((await page.getByRole('row').count()) < 60, 'only the rows in sight are in the page');

  for (const wanted of ['Canteen 90', 'Canteen 250']) {
    while ((await link(page, wanted).count()) === 0) {
      await page.evaluate(() => window.scrollBy(0, 1_500));
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    }
  }
  t.ok(await link(page, 'Canteen 250').isVisible(), 'three pages on');
  t.ok(await page.getByRole('button', { name: 'Name' }).isVisible(), 'the headings stay in sight');
  t.equal(await page.getByRole('row', { name: 'Canteen 250' }).getAttribute('aria-rowindex'), '251');

  await page.evaluate(() => window.scrollTo(0, 0));
  await press(page, 'Serial');
  await link(page, 'Entrance 1').waitFor();
  await press(page, 'Serial');
  await link(page, 'Reception 1250').waitFor();
  t.equal(pathOf(page), '/devices?sort=serial&direction=desc');
  const heads = page.getByRole('columnheader');
  t.equal(await heads.filter({ hasText: 'Serial' }).getAttribute('aria-sort'), 'descending');
  t.equal(await heads.filter({ hasText: 'Name' }).getAttribute('aria-sort'), 'none');

  await press(page, /^Offline/);
  await press(page, 'Tags');
  await page.getByRole('checkbox', { name: /^portrait/ }).check();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await press(page, 'Locations');
  await page.getByLabel('Find in locations').fill('berlin, shop 20');
  await page.getByRole('checkbox', { name: /^Berlin, shop 20 / }).check();
  await page.keyboard.press('Escape');
  const { total } = await read(page, 'status=offline&tag=portrait&location=Berlin,+shop+20');
  await page.getByText(`${total} devices found of 10,000`).waitFor();
  const address =
    '/devices?status=offline&tag=portrait&location=Berlin%2C+shop+20&sort=serial&direction=desc';
  t.equal(pathOf(page), address);

  const [first = ''] = await names(page);
  await page.reload();
  await link(page, first).click();
  await page.getByRole('heading', { level: 1, name: first }).waitFor();
  await page.getByRole('link', { name: 'Devices' }).last().click();
  await link(page, first).waitFor();
  t.equal(pathOf(page), address, 'the way back leads to the same list');
  await press(page, 'Clear filters');
  await page.waitForURL('**/devices?sort=serial&direction=desc');
});

t.test('all ten thousand are tagged at once, and that is undone', async (t) => {
  const { page } = await operator(t, count);
  await page.goto('/devices');
  await link(page, 'Canteen 1').waitFor();
  await page.getByRole('checkbox', { name: 'Select all 10000 devices' }).check();
  const bar = page.getByRole('region', { name: 'Selected devices' });
  await bar.getByText('10,000 devices selected').waitFor();
  await page.getByRole('checkbox', { name: 'Select Canteen 2', exact: true }).uncheck();
  await bar.getByText('9,999 devices selected').waitFor();
  await bar.getByRole('button', { name: 'Tag', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Tag 9,999 devices' });
  await dialog.getByRole('textbox', { name: 'Tags' }).fill('autumn, indoor');
  await dialog.getByRole('button', { name: 'Add tags' }).click();
  await page.getByText(/^9,999 devices tagged “autumn”, “indoor”\.$/).waitFor();
  t.equal((await read(page, 'tag=autumn')).total, 9_999);
  await dialog.waitFor({ state: 'detached' });
  const indoor = (await read(page, 'tag=indoor')).total;
  t.equal(indoor, 9_999);
  await press(page, 'Undo');
  await page.getByText('Undone.').waitFor();
  t.equal((await read(page, 'tag=autumn')).total, 0);
  t.equal((await read(page, 'tag=indoor')).total, 1_667, 'those that had it before have it again');
});

t.test('many are moved and removed, and what cannot be done is said', async (t) => {
  const { page, ids } = await operator(t, 12);
  await page.goto('/devices');
  const bar = page.getByRole('region', { name: 'Selected devices' });
  const tick = (name: string) => page.getByRole('checkbox', { name: `Select ${name}`, exact: true });
  await tick('Canteen 1').check();
  await tick('Checkout 2').click({ modifiers: ['Shift'] });
  await bar.getByText('4 devices selected').waitFor();
  await bar.getByRole('button', { name: 'Location' }).click();
  const place = page.getByRole('dialog', { name: 'Set the location of 4 devices' });
  await place.getByRole('textbox', { name: 'Location' }).fill('Basement');
  await page.keyboard.press('Enter');
  await page.getByText('4 devices moved to Basement.').waitFor();
  t.equal((await read(page, 'location=Basement')).total, 4);
  await press(page, 'Undo');
  await page.getByText('Undone.').waitFor();
  t.equal((await read(page, 'location=Basement')).total, 0);

  const full = Array.from({ length: 20 }, (_, i) => `tag ${i}`);
  await call(page.context(), cloud.url, 'PATCH', `/api/v1/devices/${ids[3]}`, { addTags: full });
  await bar.getByRole('button', { name: 'Tag', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Tag 4 devices' });
  await dialog.getByRole('button', { name: 'Add tags' }).click();
  await dialog.getByText('Name at least one tag.').waitFor();
  await dialog.getByRole('textbox', { name: 'Tags' }).fill('one more');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Add tags' }).click();
  await dialog.getByRole('alert').getByText('1 device would have more than 20 tags').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  t.equal((await read(page, 'tag=one+more')).total, 3);
  await bar.getByRole('button', { name: 'Untag' }).click();
  const off = page.getByRole('dialog', { name: 'Take tags off 4 devices' });
  await off.getByRole('textbox', { name: 'Tags' }).fill('one more');
  await off.getByRole('button', { name: 'Take off' }).click();
  await page.getByText('“one more” taken off 3 devices.').waitFor();

  await bar.getByRole('button', { name: 'Remove' }).click();
  const remove = page.getByRole('dialog', { name: 'Remove 4 devices?' });
  await remove.getByText(/For a minute this can be undone/).waitFor();
  await page.waitForFunction(() => document.activeElement?.textContent === 'Cancel');
  await remove.getByRole('button', { name: 'Remove 4 devices' }).click();
  await page.getByText('4 devices removed.').waitFor();
  await page.getByText('8 devices, ').waitFor();
  await bar.waitFor({ state: 'detached' });
});

t.test('what matches changes while somebody decides: nothing is done, and they look again', async (t) => {
  const { page, ids } = await operator(t, 5);
  await page.goto('/devices');
  await page.getByRole('checkbox', { name: 'Select all 5 devices' }).check();
  await press(page, 'Remove');
  const dialog = page.getByRole('dialog', { name: 'Remove 5 devices?' });
  await dialog.waitFor();
  let isFirst = true;
  await page.route('**/api/v1/devices/bulk', async (route) => {
    // In the moment between the press and the cloud.
    if (isFirst) await call(page.context(), cloud.url, 'DELETE', `/api/v1/devices/${ids[0]}`);
    isFirst = false;
    await route.continue();
  });
  await dialog.getByRole('button', { name: 'Remove 5 devices' }).click();
  const again = page.getByRole('dialog', { name: 'Remove 4 devices?' });
  await again.getByText('The list has changed meanwhile').waitFor();
  t.equal((await read(page, '')).total, 4);
  await again.getByRole('button', { name: 'Remove 4 devices' }).click();
  await page.getByText('Pair your first screen').waitFor();
});

t.test('the list by keyboard: from row to row, selecting, and opening', async (t) => {
  const { page } = await operator(t, 300);
  await page.goto('/devices');
  const { keyboard } = page;
  await link(page, 'Canteen 1').focus();
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  await keyboard.press('ArrowDown');
  t.equal(await focused(), 'Canteen 2');
  await keyboard.press('ArrowUp');
  await keyboard.press('ArrowUp');
  t.equal(await focused(), 'Canteen 1', 'there is nothing above the first');
  await keyboard.press('x');
  await keyboard.press('Shift+ArrowDown');
  await keyboard.press('Shift+ArrowDown');
  const bar = page.getByRole('region', { name: 'Selected devices' });
  await bar.getByText('3 devices selected').waitFor();
  await keyboard.press('x');
  await bar.getByText('2 devices selected').waitFor();
  await keyboard.press('Control+a');
  await bar.getByText('300 devices selected').waitFor();
  for (let step = 0; step < 60; step += 1) await keyboard.press('ArrowDown');
  await page.waitForFunction(() => /^Checkout 2\d$/.test(document.activeElement?.textContent ?? ''));
  t.ok(
    await page.evaluate(() => {
      const { top, bottom } = document.activeElement?.getBoundingClientRect() ?? { top: 0, bottom: 0 };
      return top > 100 && bottom < window.innerHeight;
    }),
    'the row with the focus is in sight',
  );
  const name = await focused();
  await keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: name ?? '' }).waitFor();
});

t.test('columns are chosen and kept in this browser', async (t) => {
  const { page } = await operator(t, 3);
  await page.goto('/devices');
  const head = (name: string) => page.getByRole('columnheader', { name });
  await head('Serial').waitFor();
  t.equal(await head('Model').count(), 0);
  await press(page, 'Columns');
  await page.getByRole('menuitemcheckbox', { name: 'Model' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Serial' }).click();
  await head('Model').waitFor();
  t.equal(await head('Serial').count(), 0);
  await page.reload();
  await head('Model').waitFor();
  t.equal(await head('Serial').count(), 0);
  await press(page, 'Columns');
  await page.getByRole('menuitem', { name: 'As usual' }).click();
  await head('Serial').waitFor();
  t.equal(await head('Model').count(), 0);
});

t.test('every tab sees what happens, and no tab asks again and again', async (t) => {
  const { page } = await operator(t, 0);
  const tabs = [page, await page.context().newPage(), await page.context().newPage()];
  for (const tab of tabs) {
    await tab.goto('/devices');
    await tab.getByText('Pair your first screen').waitFor();
  }
  const screen = await pair(t, page, 'Window');
  const status = (tab: Page) => tab.locator('[data-cell="status"]');
  for (const tab of tabs) await status(tab).getByText('Online').waitFor();
  for (const tab of tabs) await tab.getByText('Playing Welcome to Signet').waitFor();
  const asked: string[] = [];
  for (const tab of tabs) {
    tab.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname === '/api/v1/devices') asked.push(pathname);
    });
  }
  await screen.disconnect();
  for (const tab of tabs) await status(tab).getByText('Offline').waitFor();
  t.same(asked, [], 'what a device does is told, not asked for');
  const { devices } = await read(page, '');
  await call(page.context(), cloud.url, 'PATCH', `/api/v1/devices/${devices[0].id}`, { name: 'Door' });
  for (const tab of tabs) await link(tab, 'Door').waitFor();
  await call(page.context(), cloud.url, 'DELETE', `/api/v1/devices/${devices[0].id}`);
  for (const tab of tabs) await tab.getByText('Pair your first screen').waitFor();
});

t.test('on a phone devices are cards, and the filters are behind a button', async (t) => {
  const { page } = await operator(t, 50, phone);
  await page.goto('/devices');
  await link(page, 'Canteen 1').waitFor();
  const card = page.locator('[data-device]').first();
  t.ok(((await card.boundingBox())?.height ?? 0) > 120, 'a card');
  t.equal(await page.getByRole('button', { name: /^Offline/ }).count(), 0);
  await press(page, 'Filters');
  await press(page, /^Not seen yet/);
  await page.getByText('1 device found of 50').waitFor();
  await press(page, /^Not seen yet/);
  await page.getByLabel('Order').selectOption('By serial');
  await page.getByRole('button', { name: 'Ascending: turn around' }).click();
  await page.waitForURL('**/devices?sort=serial&direction=desc');
  await page
    .getByRole('checkbox', { name: /^Select / })
    .nth(1)
    .check();
  await page.getByRole('region', { name: 'Selected devices' }).getByText('1 device selected').waitFor();
  t.equal(await page.evaluate(() => document.documentElement.scrollWidth), phone.width);
});
