/** The main path as people walk it: a panel, a phone, a desk, and the window that plays. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import t from 'tap';
import { newDesk, newPhone, openBrowser } from './test-support/browser.ts';
import { readQr, until, untilQr } from './test-support/panel.ts';
import { devicesOf, nobody, password } from './test-support/person.ts';
import { startAgent, startCloud } from './test-support/programs.ts';

/** The code as on the panel, which people read and decoders do not. */
function readStoredPairing(data: string): { code: string } {
  const database = new Database(join(data, 'agent.db'), { readonly: true });
  const row = database.prepare<[], { value: string }>("SELECT value FROM fact WHERE name = 'pairing'").get();
  database.close();
  return JSON.parse(row?.value ?? '{}');
}

t.test('scan, create an account, and the screen plays', async (t) => {
  const cloud = await startCloud(t);
  const agent = await startAgent(t, { cloud: cloud.url });
  const browser = await openBrowser(t);

  const screen = await newDesk(browser);
  await screen.goto(agent.page);
  const url = await untilQr(agent);
  t.match(url, /^HTTP:\/\/127\.0\.0\.1:\d+\/P\/[A-Z2-7]{26}$/);

  const phone = await newPhone(browser);
  await phone.goto(url);
  const email = 'ada@signet.example';
  await phone
    .getByRole('button', { name: /create (an )?account/i })
    .first()
    .click();
  await phone.getByLabel(/your name|^name/i).fill('Ada');
  await phone.getByLabel(/email/i).fill(email);
  await phone.getByLabel(/^password/i).fill(password);
  await phone.keyboard.press('Enter');
  await phone.getByRole('heading', { name: /paired/i }).waitFor();

  await until('the code to go', () => readQr(agent) === null);
  const person = nobody(cloud.url);
  t.equal((await person.call('POST', '/api/auth/sign-in/email', { email, password })).status, 200);
  await until('the device to be listed, online and playing', async () =>
    (await devicesOf(person)).some(
      (device) => device.id === agent.deviceId && device.status === 'online' && device.showing === 'playing',
    ),
  );
  // The page in the window is playing: a picture of the default playlist is painted.
  await screen.waitForFunction(() =>
    [...document.images].some(
      (image) => /\/media\/[0-9a-f]{64}$/.test(image.src) && image.complete && image.naturalWidth > 0,
    ),
  );
});

t.test('a typed code in Studio pairs the screen too', async (t) => {
  const cloud = await startCloud(t);
  const agent = await startAgent(t, { cloud: cloud.url });
  const browser = await openBrowser(t);
  await untilQr(agent);
  const { code } = readStoredPairing(agent.data);

  const desk = await newDesk(browser);
  await desk.goto(`${cloud.url}/pair`);
  await desk
    .getByRole('button', { name: /create (an )?account/i })
    .or(desk.getByRole('link', { name: /create (an )?account/i }))
    .first()
    .click();
  await desk.getByLabel(/your name|^name/i).fill('Grace');
  await desk.getByLabel(/email/i).fill('grace@signet.example');
  await desk.getByLabel(/^password/i).fill(password);
  await desk.keyboard.press('Enter');
  await desk.getByLabel(/device name/i).fill('Counter left');
  await desk.getByLabel(/location/i).fill('Ground floor');
  await desk.getByLabel(/pairing code/i).fill(code.toLowerCase());
  await desk.keyboard.press('Enter');
  await desk.getByText('Counter left').first().waitFor();
  await until('the code to go', () => readQr(agent) === null);
});
