/** Studio, as operators use it: real cloud, real browser, screens that are real devices. */
import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { call, desk, newPage, newPerson, openBrowser, refuse, signUp } from './test-support/browser.ts';
import { startCloud } from './test-support/cloud.ts';
import { ensureBuilt } from './test-support/ensure-built.ts';
import { SimulatedScreen } from './test-support/simulated-screen.ts';

t.setTimeout(600_000);
t.jobs = 3;
await ensureBuilt();
const [cloud, browser]: [string, Browser] = await Promise.all([
  startCloud(t, '--removal-grace-ms', '6000'),
  openBrowser(t),
]);

const heading = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { level: 1, name, exact: true });
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
const pathOf = (page: Page) => new URL(page.url()).pathname + new URL(page.url()).search;

async function operator(t: Test, viewport = desk, name = 'Olga Operator'): Promise<Page> {
  const page = await newPage(t, browser, cloud, viewport);
  await signUp(page.context(), cloud, newPerson(name));
  return page;
}

/** A screen in the account of whoever is signed in on this page. */
async function pairedScreen(t: Test, page: Page, name: string, location = ''): Promise<SimulatedScreen> {
  const { screen, pairingId } = await SimulatedScreen.pairing(t, cloud);
  await call(page.context(), cloud, 'POST', '/api/v1/pairings/claim', { pairingId, name, location });
  await screen.next('bound');
  return screen;
}

t.test('who is signed out signs in and lands where they wanted to go', async (t) => {
  const page = await newPage(t, browser, cloud, desk);
  await page.goto('/pair');
  await heading(page, 'Sign in').or(heading(page, 'Sign in to pair your screen')).waitFor();
  t.equal(pathOf(page), '/sign-in?next=%2Fpair');
  const person = newPerson();
  await press(page, 'Create account');
  await page.getByLabel('Your name').fill(person.name);
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.keyboard.press('Enter');
  await heading(page, 'Pair a screen').waitFor();
  t.equal(pathOf(page), '/pair');

  await press(page, /your menu$/);
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await heading(page, 'Welcome to Signet').waitFor();
  await page.goto('/devices/abc');
  await heading(page, 'Welcome to Signet').waitFor();
  t.equal(pathOf(page), '/sign-in?next=%2Fdevices%2Fabc');

  await page.goto('/sign-in?next=//evil.example/%2e%2e');
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.keyboard.press('Enter');
  await heading(page, 'Devices').waitFor();
  t.equal(page.url(), `${cloud}/devices`, 'never to another site');
});

t.test('a typed code pairs the screen, and undo takes it back', async (t) => {
  const { screen, code } = await SimulatedScreen.pairing(t, cloud);
  const page = await operator(t);
  const claims: string[] = [];
  page.on('request', (request) => request.url().endsWith('/claim') && claims.push(request.postData() ?? ''));
  await page.goto('/devices');
  await heading(page, 'Devices').waitFor();
  await page.getByText('Pair your first screen').waitFor();
  await page.getByRole('link', { name: 'Type a pairing code' }).click();
  await heading(page, 'Pair a screen').waitFor();
  t.ok(await heading(page, 'Pair a screen').evaluate((element) => element === document.activeElement));

  const { keyboard } = page;
  await keyboard.press('Tab');
  await keyboard.type('Canteen');
  await keyboard.press('Tab');
  await keyboard.type('Basement');
  await keyboard.press('Tab');
  await keyboard.type(code.replace('-', ' ').toLowerCase());
  t.equal(await page.getByLabel('Pairing code').inputValue(), code, 'it looks as on the screen');
  await keyboard.press('Enter');
  await keyboard.press('Enter');
  await heading(page, 'Canteen').waitFor();
  await screen.next('bound');
  t.equal(claims.length, 1, 'pressing twice sends one claim');
  t.ok(await page.getByRole('alert').getByText('Canteen is paired.').isVisible(), 'a toast says so');
  t.ok(await page.getByText('Basement').first().isVisible());
  await page.getByText(/^Now playing/).waitFor();

  await press(page, 'Not this screen? Undo');
  await heading(page, 'Devices').waitFor();
  await page.getByText('Undone: Canteen is no longer in your account.').waitFor();
  await screen.next('unbound');
  await page.getByText('Pair your first screen').waitFor();
});

t.test('the code field speaks up at once, and keeps the caret where it was', async (t) => {
  const page = await operator(t);
  await page.goto('/pair');
  const code = page.getByLabel('Pairing code');
  await code.pressSequentially('7kqo');
  await page.getByText('A code never contains O. Look at the screen again.').waitFor();
  t.equal(await code.inputValue(), '7KQO', 'nothing is thrown away');
  t.equal(await code.getAttribute('aria-invalid'), 'true');
  await page.keyboard.press('Backspace');
  await page.getByText('A code never contains').waitFor({ state: 'detached' });
  await code.pressSequentially('m2xhd');
  t.equal(await code.inputValue(), '7KQM-2XHD');
  for (let steps = 0; steps < 7; steps += 1) await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('3');
  t.equal(await code.inputValue(), '73QM-2XHD', 'a letter in the middle is replaced in the middle');

  await press(page, 'Pair');
  await page.getByText('Give the device a name.').waitFor();
  t.ok(await page.getByLabel('Device name').evaluate((element) => element === document.activeElement));
  await page.getByLabel('Device name').fill('X');
  await code.fill('7KQ');
  await press(page, 'Pair');
  await page.getByText('A code has 8 characters; this has 3.').waitFor();
});

t.test('what the cloud refuses is said at the field, and nothing typed is lost', async (t) => {
  const page = await operator(t);
  const taken = await SimulatedScreen.pairing(t, cloud);
  const other = await operator(t);
  await call(other.context(), cloud, 'POST', '/api/v1/pairings/claim', { pairingId: taken.pairingId });
  await page.goto('/pair');
  await page.getByLabel('Device name').fill('Lobby');
  await page.getByLabel('Location').fill('North wing');
  const code = page.getByLabel('Pairing code');
  const typed = async () => [
    await page.getByLabel('Device name').inputValue(),
    await page.getByLabel('Location').inputValue(),
  ];
  await code.fill('2222-2222');
  await press(page, 'Pair');
  await page.getByText(/^No screen shows this code\./).waitFor();
  t.ok(await code.evaluate((element) => element === document.activeElement));
  await code.fill(taken.code);
  t.equal(await page.getByText(/^No screen shows this code\./).count(), 0, 'typing takes the objection away');
  await press(page, 'Pair');
  await page.getByText(/^This screen is already paired\./).waitFor();

  for (const [status, problem, title] of [
    [403, 'device-limit-reached', 'Your account has all the devices it may have'],
    [500, 'internal', 'Something went wrong on our side'],
  ] as const) {
    await page.route('**/pairings/claim', (route) => refuse(route, status, problem));
    await press(page, 'Pair');
    await page.getByRole('alert').getByText(title).waitFor();
    await page.unroute('**/pairings/claim');
  }
  await page.route('**/pairings/claim', (route) =>
    refuse(route, 400, 'invalid-request', { field: 'name', detail: 'a name is one line of text' }),
  );
  await press(page, 'Pair');
  await page.getByText(/a name is one line of text/).waitFor();
  t.ok(await page.getByLabel('Device name').evaluate((element) => element === document.activeElement));
  await page.unroute('**/pairings/claim');
  await page.getByLabel('Device name').fill('Lobby');

  await page.clock.install();
  await page.route('**/pairings/claim', (route) =>
    refuse(route, 429, 'too-many-tries', { retryAfterSeconds: 30 }),
  );
  await press(page, 'Pair');
  await page.getByRole('button', { name: 'Try again in 30 s' }).waitFor();
  t.ok(await page.getByRole('button', { name: /Try again in/ }).isDisabled());
  await page.clock.runFor(31_000);
  t.ok(await page.getByRole('button', { name: 'Pair', exact: true }).isEnabled());

  await page.unroute('**/pairings/claim');
  let tries = 0;
  await page.route('**/pairings/claim', (route) => {
    tries += 1;
    return route.abort('connectionreset');
  });
  await press(page, 'Pair');
  await page.clock.runFor(2_000);
  await page.getByRole('alert').getByText('The cloud did not answer').waitFor();
  t.equal(tries, 2, 'the same claim was sent once more');
  t.same(await typed(), ['Lobby', 'North wing']);
});

t.test('the session ends while a form is half filled in: sign in on top of it and go on', async (t) => {
  const { screen, code } = await SimulatedScreen.pairing(t, cloud);
  const page = await newPage(t, browser, cloud, desk);
  const person = newPerson();
  await signUp(page.context(), cloud, person);
  await page.goto('/pair');
  await page.getByLabel('Device name').fill('Half done');
  await page.getByLabel('Pairing code').fill(code);
  await page.context().clearCookies();
  await press(page, 'Pair');
  const dialog = page.getByRole('dialog', { name: 'You were signed out' });
  await dialog.waitFor();
  t.equal(await dialog.getByLabel('Email').inputValue(), person.email);
  await dialog.getByLabel('Password', { exact: true }).fill(person.password);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  t.equal(await page.getByLabel('Device name').inputValue(), 'Half done');
  await press(page, 'Pair');
  await heading(page, 'Half done').waitFor();
  await screen.next('bound');
});

t.test('the list shows every device as it is, follows changes, and finds', async (t) => {
  const page = await operator(t);
  const [ten, two] = [
    await pairedScreen(t, page, 'Room 10', 'First floor'),
    await pairedScreen(t, page, 'Room 2'),
  ];
  await pairedScreen(t, page, 'Café', 'Ground floor');
  await page.goto('/devices');
  await heading(page, 'Devices').waitFor();
  const rows = page.getByRole('row');
  const row = (name: string) => rows.filter({ has: page.getByRole('link', { name, exact: true }) });
  await row('Room 10').getByText('Online').waitFor();
  t.same(
    await page.getByRole('rowheader').getByRole('link').allTextContents(),
    ['Café', 'Room 2', 'Room 10'],
    'sorted as a person would',
  );
  await row('Room 10').getByText('Playing Welcome to Signet').waitFor();
  t.ok(await row('Room 10').getByText(ten.serial).isVisible());

  await two.disconnect();
  await row('Room 2').getByText('Offline').waitFor();
  await row('Room 2').getByText('Last: playing Welcome to Signet').waitFor();
  t.match(await row('Room 2').locator('time').getAttribute('title'), /\d{4}.*\d\d:\d\d/, 'the exact time');
  await page.getByText('3 devices, 2 online').waitFor();

  const search = page.getByLabel('Search devices');
  await search.fill('cafe ground');
  await page.getByRole('status').filter({ hasText: '1 device found of 3' }).waitFor();
  t.same(await page.getByRole('rowheader').getByRole('link').allTextContents(), ['Café']);
  t.equal(pathOf(page), '/devices?search=cafe+ground');
  await search.fill('nowhere');
  await page.getByText('Nothing found.').waitFor();
  await press(page, 'Clear the search');
  await row('Room 10').waitFor();
  t.equal(await page.getByRole('rowheader').count(), 3);

  let isCut = true;
  await page.route('**/api/v1/events*', (route) =>
    isCut ? route.abort('connectionrefused') : route.continue(),
  );
  await page.reload();
  await page.getByText(/The cloud does not answer right now/).waitFor();
  t.equal(await page.getByRole('rowheader').count(), 3, 'what can be read is shown');
  await ten.disconnect();
  await row('Room 10').getByText('Offline').waitFor();
  isCut = false;
  await page.getByText(/The cloud does not answer right now/).waitFor({ state: 'detached' });
});

t.test('rename and remove from the list, by keyboard', async (t) => {
  const page = await operator(t);
  const screen = await pairedScreen(t, page, 'Old name', 'Old place');
  await page.goto('/devices');
  const { keyboard } = page;
  const actions = page.getByRole('button', { name: 'Actions for Old name' });
  await actions.focus();
  await keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Rename or move' }).waitFor();
  await keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Rename or move' });
  await dialog.waitFor();
  const name = dialog.getByLabel('Name', { exact: true });
  await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'name');
  await name.fill('New name');
  await keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'New name' }).waitFor();

  await press(page, 'Actions for New name');
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  const question = page.getByRole('dialog', { name: 'Remove New name?' });
  await question.getByText(/For a minute you can undo it.*shows a new pairing code/).waitFor();
  await page.waitForFunction(() => document.activeElement?.textContent === 'Keep it');
  await keyboard.press('Escape');
  await question.waitFor({ state: 'detached' });
  await press(page, 'Actions for New name');
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.route('**/api/v1/devices/*', (route) => refuse(route, 500, 'internal'));
  await question.getByRole('button', { name: 'Remove device' }).click();
  await question.getByRole('alert').getByText('Something went wrong on our side').waitFor();
  await page.unroute('**/api/v1/devices/*');
  await question.getByRole('button', { name: 'Remove device' }).click();
  await page.getByText('Pair your first screen').waitFor();
  await page.getByText('New name is removed.').waitFor();
  await press(page, 'Undo');
  await page.getByRole('link', { name: 'New name' }).waitFor();
  await press(page, 'Actions for New name');
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await question.getByRole('button', { name: 'Remove device' }).click();
  await page.getByText('Pair your first screen').waitFor();
  await screen.next('unbound');
});

t.test('the page of one device: facts, notices, rename, remove', async (t) => {
  const page = await operator(t);
  const screen = await pairedScreen(t, page, 'Window', 'High Street');
  screen.report('playing', [{ code: 'database-rebuilt', detail: 'The database was damaged and is new.' }]);
  await page.goto('/devices');
  await page.getByRole('link', { name: 'Window' }).click();
  await heading(page, 'Window').waitFor();
  t.ok(await heading(page, 'Window').evaluate((element) => element === document.activeElement));
  t.equal(await page.title(), 'Window · Signet');
  for (const fact of ['Node Pro', screen.serial, 'Now, it is connected', 'Welcome to Signet', '0.1.0']) {
    await page.getByText(fact, { exact: true }).first().waitFor();
  }
  await page.getByText('The database was damaged and is new.').waitFor();
  await page.getByText('Paired as Window').waitFor();
  await press(page, 'Edit name');
  await page.getByLabel('Name', { exact: true }).fill(' ');
  await page.keyboard.press('Enter');
  await page.getByText('A device needs a name.').waitFor();
  await page.keyboard.press('Escape');
  t.ok(await page.getByRole('button', { name: 'Edit name' }).evaluate((e) => e === document.activeElement));
  await press(page, 'Edit name');
  await page.getByLabel('Name', { exact: true }).fill('Shop window');
  await page.keyboard.press('Enter');
  await heading(page, 'Shop window').waitFor();
  await page.getByText('Renamed from Window to Shop window').waitFor();
  await press(page, 'Undo');
  await heading(page, 'Window').waitFor();
  await press(page, 'Edit location');
  await page.getByLabel('Location', { exact: true }).fill('Back door');
  await press(page, 'Save');
  await page.getByText('Moved to Back door').waitFor();
  await press(page, 'Edit tags');
  await page.getByRole('textbox', { name: 'Tags' }).fill('portrait');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Leave out portrait' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('Tagged portrait').waitFor();
  await page.route('**/api/v1/devices/*', (route) => refuse(route, 409, 'tag-limit-reached'));
  await press(page, 'Edit tags');
  await press(page, 'Leave out portrait');
  await press(page, 'Save');
  await page.getByRole('alert').getByText('There are enough tags').waitFor();
  await page.unroute('**/api/v1/devices/*');
  await press(page, 'Cancel');
  await page.getByRole('listitem').getByText('portrait', { exact: true }).waitFor();
  await press(page, 'Remove this device');
  await page.getByRole('dialog').getByRole('button', { name: 'Remove device' }).click();
  await heading(page, 'Devices').waitFor();
  await page.getByText('Pair your first screen').waitFor();
});

t.test('a device that is not there, or goes while one looks', async (t) => {
  const page = await operator(t);
  await page.goto('/devices/nobody-knows-it');
  await heading(page, 'This device is not in your account').waitFor();

  await pairedScreen(t, page, 'Brief');
  await page.getByRole('link', { name: 'Go to your devices' }).click();
  await page.getByRole('link', { name: 'Brief' }).click();
  await heading(page, 'Brief').waitFor();
  const [{ id }] = (await call(page.context(), cloud, 'GET', '/api/v1/devices')).devices;
  await call(page.context(), cloud, 'DELETE', `/api/v1/devices/${id}`);
  await heading(page, 'This device is not in your account').waitFor();
});

t.test('an address that leads nowhere says so', async (t) => {
  const page = await newPage(t, browser, cloud, desk);
  await page.goto('/no/such/page');
  await heading(page, 'There is nothing at this address').waitFor();
});

t.test('a file of Studio that is gone does not leave a blank page', async (t) => {
  const page = await operator(t);
  page.removeAllListeners('console');
  page.removeAllListeners('pageerror');
  await page.route('**/assets/pair-page-*.js', (route) => route.fulfill({ status: 404, body: '' }));
  await page.goto('/pair');
  await heading(page, 'This page broke').waitFor();
  await page.unroute('**/assets/pair-page-*.js');
  await press(page, 'Load again');
  await heading(page, 'Pair a screen').waitFor();
});

t.test('the cloud is away when Studio is opened', async (t) => {
  const page = await operator(t);
  await page.clock.install();
  await page.route('**/api/v1/session', (route) => route.abort('connectionrefused'));
  await page.route('**/api/v1/devices?*', (route) => refuse(route, 503, 'unavailable'));
  await page.goto('/devices');
  await page.getByRole('status').waitFor();
  await page.clock.runFor(5_000);
  await heading(page, 'The cloud did not answer').waitFor();
  await page.unroute('**/api/v1/session');
  await press(page, 'Try again');
  await heading(page, 'The cloud is restarting').waitFor();
  await page.unroute('**/api/v1/devices?*');
  await press(page, 'Try again');
  await heading(page, 'Devices').waitFor();
});

t.test('colours follow the system until somebody chooses, and the choice is kept', async (t) => {
  const page = await operator(t);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('/devices');
  await heading(page, 'Devices').waitFor();
  const scheme = () => page.evaluate(() => document.documentElement.dataset['mantineColorScheme']);
  t.equal(await scheme(), 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.waitForFunction(() => document.documentElement.dataset['mantineColorScheme'] === 'light');
  await press(page, /your menu$/);
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  t.equal(await scheme(), 'dark');
  await page.reload();
  await heading(page, 'Devices').waitFor();
  t.equal(await scheme(), 'dark');
});

t.test('every page works under the strictest policy for scripts and styles', async (t) => {
  const page = await operator(t);
  await pairedScreen(t, page, 'Strict');
  await page.route('**/*', async (route) => {
    if (route.request().resourceType() !== 'document') return route.continue();
    const response = await route.fetch();
    const headers = {
      ...response.headers(),
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'",
    };
    return route.fulfill({ response, headers });
  });
  // Whatever the policy stops is an error on the console, which fails the test.
  await page.goto('/devices');
  await press(page, 'Actions for Strict');
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Pair', exact: true }).click();
  await heading(page, 'Pair a screen').waitFor();
  t.equal(
    await page
      .getByRole('button', { name: 'Pair', exact: true })
      .evaluate((element) => getComputedStyle(element).backgroundColor),
    'rgb(79, 89, 198)',
    'the theme is there without an inline style element',
  );
});

t.test('new hardware takes the place of a broken device, by its code', async (t) => {
  const page = await operator(t);
  const old = await pairedScreen(t, page, 'Front door', 'High Street');
  const fresh = await SimulatedScreen.pairing(t, cloud);
  await page.goto('/devices');
  await page.getByRole('link', { name: 'Front door' }).click();
  await press(page, 'Replace hardware');
  const dialog = page.getByRole('dialog', { name: 'Replace Front door' });
  await dialog.getByRole('button', { name: 'Replace' }).click();
  await dialog.getByLabel('Pairing code').fill('ABCD-2345');
  await dialog.getByRole('button', { name: 'Replace' }).click();
  await dialog.getByRole('alert').getByText('No screen shows this code').waitFor();
  await dialog.getByLabel('Pairing code').fill(fresh.code);
  await dialog.getByRole('button', { name: 'Replace' }).click();
  await page.getByText('Front door has new hardware.').waitFor();
  await page.getByText('Hardware replaced').waitFor();
  t.equal((await old.next('unbound')).reason, 'replaced');
  t.equal((await fresh.screen.next('bound')).name, 'Front door');
});
