/** Media and Playlists: uploading, editing, ordering, choosing who plays what, and seeing it live. Real cloud, real browser. */
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import t, { type Test } from 'tap';
import { call, desk, newPage, newPerson, openBrowser, phone, signUp } from './test-support/browser.ts';
import { startCloud } from './test-support/cloud.ts';
import { ensureBuilt } from './test-support/ensure-built.ts';
import { lookOver } from './test-support/look-over.ts';
import { SimulatedScreen } from './test-support/simulated-screen.ts';

t.setTimeout(600_000);
await ensureBuilt();
const [cloud, browser]: [string, Browser] = await Promise.all([startCloud(t), openBrowser(t)]);
const film = fileURLToPath(new URL('../../src/content/testing/film.webm', import.meta.url));

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();

async function signedIn(t: Test, viewport = desk): Promise<Page> {
  const page = await newPage(t, browser, cloud, viewport);
  await signUp(page.context(), cloud, newPerson());
  return page;
}

function picture(name: string, shade: number) {
  const png = new PNG({ width: 160, height: 90 });
  png.data.fill(shade);
  return { name, mimeType: 'image/png', buffer: PNG.sync.write(png) };
}

t.test('files are uploaded, named, found in use, deleted and had back', async (t) => {
  const page = await signedIn(t, phone);
  await page.goto('/media');
  await heading(page, 'Media').waitFor();
  const files = page.getByRole('list', { name: 'Files' }).getByRole('listitem');
  await files.first().waitFor();
  const before = await files.count();
  await page
    .locator('input[type=file]')
    .setInputFiles([picture('Menu.png', 200), picture('Broken.png', 100)]);
  await files.filter({ hasText: 'Menu.png' }).waitFor();
  await files.filter({ hasText: 'Broken.png' }).waitFor();
  await page
    .locator('input[type=file]')
    .setInputFiles([{ name: 'letter.png', mimeType: 'image/png', buffer: Buffer.from('Dear all') }]);
  await page.getByRole('alert').filter({ hasText: 'Screens cannot play this file' }).waitFor();
  await lookOver(t, page, 'media, with a refusal');
  await press(page, 'Put letter.png away');
  await press(page, 'Edit the name of Menu.png');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Menu of today');
  await press(page, 'Save');
  await files.filter({ hasText: 'Menu of today' }).waitFor();
  await press(page, 'Delete Broken.png');
  await page.getByText('Broken.png is deleted.').waitFor();
  await files.filter({ hasText: 'Broken.png' }).waitFor({ state: 'detached' });
  await press(page, 'Undo');
  await files.filter({ hasText: 'Broken.png' }).waitFor();
  t.equal(await files.count(), before + 2);
});

t.test('a playlist is made, filled, put in order by keyboard, timed, and becomes the default', async (t) => {
  const page = await signedIn(t);
  const { url } = await SimulatedScreen.pairing(t, cloud);
  await call(page.context(), cloud, 'POST', '/api/v1/pairings/claim', {
    pairingId: url.slice(url.lastIndexOf('/') + 1),
    name: 'Foyer',
  });
  await page.goto('/playlists');
  await heading(page, 'Playlists').waitFor();
  await press(page, 'Make it');
  await page.getByText('Give it a name, such as').waitFor();
  await lookOver(t, page, 'playlists, with an objection');
  await page.getByRole('textbox', { name: 'New playlist' }).fill('Shop window');
  await press(page, 'Make it');
  await heading(page, 'Shop window').waitFor();
  await lookOver(t, page, 'an empty playlist');
  await press(page, 'Add pictures and films');
  const dialog = page.getByRole('dialog', { name: 'Add pictures and films' });
  await dialog.locator('input[type=file]').setInputFiles(film);
  await dialog
    .getByRole('checkbox', { name: /film\.webm/ })
    .and(dialog.locator(':checked'))
    .waitFor();
  await dialog.locator('input[type=file]').setInputFiles([picture('Menu.png', 150)]);
  await dialog.getByRole('button', { name: 'Add 2 files' }).waitFor();
  await lookOver(t, page, 'choosing files');
  await press(page, 'Add 2 files');
  await press(page, 'Add a web address');
  await page.getByRole('textbox', { name: 'Address' }).fill('not an address');
  await press(page, 'Add');
  await page.getByText('An address looks like').waitFor();
  await lookOver(t, page, 'adding an address, with an objection');
  await page.getByRole('textbox', { name: 'Address' }).fill('example.com/menu');
  await press(page, 'Add');
  const items = page.getByRole('list', { name: 'Items' }).getByRole('listitem');
  await items.nth(2).waitFor();
  await items.nth(2).filter({ hasText: 'example.com' }).waitFor();
  await page.getByRole('textbox', { name: /How long Menu.png is shown/ }).fill('1:15');
  await page.keyboard.press('Enter');
  await page.getByText('3 items, 1:47 for one round').waitFor();

  const handle = page.getByRole('button', { name: 'Move example.com' });
  await handle.focus();
  await page.keyboard.press('Space');
  const said = (words: string) => page.getByText(`example.com is ${words}`).waitFor({ state: 'attached' });
  await said('over place 3 of 3.');
  await page.keyboard.press('ArrowUp');
  await said('over place 2 of 3.');
  await page.keyboard.press('ArrowUp');
  await said('over place 1 of 3.');
  await page.keyboard.press('Space');
  await said('put down at place 1 of 3.');
  await items.first().filter({ hasText: 'example.com' }).waitFor();
  await lookOver(t, page, 'a playlist');

  await press(page, 'Make it the default');
  await page.getByText('It is on 1 device now.').waitFor();
  const { device } = await untilPlays(page, 'Shop window');
  t.equal(device.playlist.because, 'account');
  await press(page, 'Take film.webm out');
  await page.getByText('film.webm is taken out.').waitFor();
  await press(page, 'Undo');
  await items.nth(2).waitFor();
  await page.reload();
  await items.nth(2).waitFor();
  await items.first().filter({ hasText: 'example.com' }).waitFor();
  await items.filter({ hasText: 'film.webm' }).waitFor();
});

async function untilPlays(page: Page, name: string) {
  for (;;) {
    const { devices } = await call(page.context(), cloud, 'GET', '/api/v1/devices');
    if (devices[0]?.playlist?.name === name) return { device: devices[0] };
    await page.waitForTimeout(50);
  }
}

t.test(
  'a device’s page says what it plays and why, and another is chosen, live in both windows',
  async (t) => {
    const page = await signedIn(t);
    const context = page.context();
    const { url } = await SimulatedScreen.pairing(t, cloud);
    const { device } = await call(context, cloud, 'POST', '/api/v1/pairings/claim', {
      pairingId: url.slice(url.lastIndexOf('/') + 1),
      name: 'Foyer',
    });
    await call(context, cloud, 'POST', '/api/v1/playlists', { name: 'Evening' });
    await page.goto(`/devices/${device.id}`);
    await page.getByText('The default playlist').waitFor();
    await page.getByRole('combobox', { name: 'Choose for this device' }).selectOption('Evening');
    await page.getByText('Chosen for this device').waitFor();
    await lookOver(t, page, 'a device with a playlist of its own');
    const other = await context.newPage();
    await other.goto('/playlists');
    await other.getByRole('listitem').filter({ hasText: 'Evening' }).getByText('Chosen for Foyer').waitFor();
    await press(page, 'Undo');
    await page.getByText('The default playlist').waitFor();
    await other.getByText('Chosen for Foyer').waitFor({ state: 'detached' });

    await call(context, cloud, 'PATCH', `/api/v1/devices/${device.id}`, { addTags: ['window'] });
    await other.getByRole('textbox', { name: 'Tag' }).fill('window');
    await other.getByRole('combobox', { name: 'plays' }).selectOption('Evening');
    await press(other, 'Add');
    await page.getByText('Because of its tag window').waitFor();
    await lookOver(t, other, 'playlists with a tag');
    await press(other, 'No playlist for window');
    await page.getByText('The default playlist').waitFor();
  },
);

t.test('who may only look sees playlists and files, and no buttons to change them', async (t) => {
  const page = await signedIn(t);
  await page.route('**/api/v1/session', async (route) => {
    const answer = await route.fetch();
    const session = await answer.json();
    session.account.role = 'viewer';
    for (const account of session.accounts) account.role = 'viewer';
    await route.fulfill({ response: answer, json: session });
  });
  await page.goto('/playlists');
  await page.getByRole('link', { name: 'Welcome to Signet' }).click();
  await page.getByRole('list', { name: 'Items' }).waitFor();
  t.equal(await page.getByRole('button', { name: /Add|Move|Take|Make|Delete/ }).count(), 0);
  await page.goto('/media');
  await page.getByRole('list', { name: 'Files' }).waitFor();
  t.equal(await page.getByRole('button', { name: /Upload|Delete|Edit/ }).count(), 0);
});
