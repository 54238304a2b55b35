/**
 * The cloud is killed with SIGKILL in the middle of claims, again and again.
 *
 * Whatever it acknowledged stands after the next start, and no device is ever bound twice. Both are read from the
 * API of the cloud that comes back, which is what anyone would do.
 */
import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Test } from 'tap';
import { createSimulatedDevice, type SimulatedDevice } from '../../simulated-device.ts';
import { claim, devicesOf, type Person, signUp } from './person.ts';
import { startCloud } from './programs.ts';

const devicesEachTime = 6;
const maxDelayMs = 150;

/** Kills a cloud so often, and tells the test whether anything was lost. */
export async function killInTheMiddleOfClaims(t: Test, kills: number): Promise<void> {
  let cloud = await startCloud(t);
  const listen = new URL(cloud.url).host;
  const people: readonly Person[] = [await signUp(cloud.url, 'Ada'), await signUp(cloud.url, 'Grace')];
  /** Which account's list each acknowledged device must be in. */
  const acknowledged = new Map<string, Person>();
  let answered = 0;
  let inFlight = 0;
  let lost = 0;
  let twice = 0;

  for (let round = 0; round < kills; round += 1) {
    const devices = await Promise.all(
      Array.from({ length: devicesEachTime }, () => createSimulatedDevice({ cloud: cloud.url })),
    );
    const names = await Promise.all(devices.map(signOn));
    const claims = devices.flatMap((device, index) =>
      people.map(async (person) => {
        const answer = await claim(person, { pairingId: names[index] }).catch(() => null);
        if (answer === null) inFlight += 1;
        else if (answer.status === 200) {
          acknowledged.set(device.deviceId, person);
          answered += 1;
        }
      }),
    );
    // Spread over the time that the claims take, so that some are answered, some cut off, and some in between.
    await wait(randomInt(maxDelayMs));
    await cloud.program.kill();
    await Promise.all(claims);
    for (const device of devices) device.close();

    cloud = await startCloud(t, { data: cloud.data, listen });
    const lists = await Promise.all(
      people.map(async (person) => new Set((await devicesOf(person)).map((device) => device.id))),
    );
    for (const [deviceId, person] of acknowledged)
      if (!lists[people.indexOf(person)]?.has(deviceId)) lost += 1;
    for (const deviceId of lists[0] ?? []) if (lists[1]?.has(deviceId)) twice += 1;
    await emptyAccounts(people, acknowledged, round);
  }
  t.comment(`${kills} kills: ${answered} claims acknowledged, ${inFlight} requests cut off`);
  t.equal(lost, 0);
  t.equal(twice, 0);
  t.ok(inFlight > kills / 2, 'the kills did hit claims in flight');
  t.ok(answered > kills / 2, 'and there were acknowledged ones to lose');
}

async function signOn(device: SimulatedDevice): Promise<string> {
  const word = await device.connect();
  if (word.type !== 'pairing') throw new Error(`A new device was told ${word.type}.`);
  device.onMessage(() => undefined);
  return word.pairingId;
}

/** Now and then the lists are emptied, so that reading them stays cheap. */
async function emptyAccounts(
  people: readonly Person[],
  acknowledged: Map<string, Person>,
  round: number,
): Promise<void> {
  if (round % 20 !== 19) return;
  for (const person of people) {
    for (const device of await devicesOf(person)) await person.call('DELETE', `/api/v1/devices/${device.id}`);
  }
  acknowledged.clear();
}
