/**
 * The promise on a panel of one shape: power on, a code on the panel, a claim, and the device is listed.
 *
 * One piece for every shape, so that each is held to the same; which shapes are tried is the tests' choice.
 */
import type { Test } from 'tap';
import { pairingIdOf, until } from '../../scripts/e2e/test-support/panel.ts';
import { claim, devicesOf } from '../../scripts/e2e/test-support/person.ts';
import { guestTime } from './guest-time.ts';
import { machineForTest } from './machine-for-test.ts';
import { isAgentScreen, type Picture } from './picture.ts';
import { startTestCloud } from './test-cloud.ts';

export async function pairsOnPanel(t: Test, panel: { widthPx: number; heightPx: number }): Promise<void> {
  const cloud = await startTestCloud(t);
  const person = await cloud.signUp();
  const machine = await machineForTest(t, { credentials: cloud.credentials, panel });
  await machine.powerOn();
  const url = await machine.untilQr();
  t.comment(`a code on the panel ${Math.round(machine.onForMs / 100) / 10} s after power-on`);
  t.ok(url.startsWith(`${cloud.publicUrl}/p/`.toUpperCase()), url);
  // The firmware's mode carries the first picture; the panel's own comes with its driver.
  const isWhole = (picture: Picture) =>
    picture.widthPx === panel.widthPx && picture.heightPx === panel.heightPx && isAgentScreen(picture);
  await machine.untilScreen('the mode that the panel asks for', isWhole, guestTime(10_000));
  t.equal(await machine.untilQr(), url, 'with the same code');

  const answer = await claim(person, { pairingId: pairingIdOf(url) });
  t.equal(answer.status, 200, JSON.stringify(answer.body));
  await until(
    'the device to be listed and online',
    async () => (await devicesOf(person)).some((device) => device.status === 'online'),
    guestTime(10_000),
  );
}
