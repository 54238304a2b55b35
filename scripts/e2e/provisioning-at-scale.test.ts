/**
 * A thousand devices and a token for five hundred: exactly five hundred are bound, and they are in the account.
 *
 * The second time the cloud is killed in the middle, twice. Devices come back as they do, with their token; whoever was
 * told `bound` is bound for ever, and what was counted is what is bound.
 */
import type { CloudMessage } from '@signet/protocol';
import t, { type Test } from 'tap';
import { createSimulatedDevice, type SimulatedDevice } from '../simulated-device.ts';
import { type Person, signUp } from './test-support/person.ts';
import { type RunningCloud, startCloud } from './test-support/programs.ts';

const devicesInAll = 1_000;
const maxUses = 500;

interface Fleet {
  person: Person;
  tokenId: string;
  token: string;
  devices: readonly SimulatedDevice[];
}

async function fleetOf(t: Test, cloud: RunningCloud): Promise<Fleet> {
  const person = await signUp(cloud.url, 'Ada');
  const made = await person.call('POST', '/api/v1/provisioning-tokens', {
    ...{ name: 'Roll-out', maxUses, namePattern: 'Screen {n}', tags: ['new'] },
  });
  const devices = await Promise.all(
    Array.from({ length: devicesInAll }, () => createSimulatedDevice({ cloud: cloud.url })),
  );
  t.teardown(() => {
    for (const device of devices) device.close();
  });
  return { person, tokenId: String(made.body['id']), token: String(made.body['token']), devices };
}

/** What the cloud says in the end; null where the line was cut. */
async function comeAndEnrol(device: SimulatedDevice, token: string): Promise<CloudMessage | null> {
  try {
    const word = await device.connect();
    return word.type === 'bound' ? word : await device.enrol(token);
  } catch {
    return null;
  } finally {
    device.close();
  }
}

async function boundOf({
  person,
  tokenId,
}: Fleet): Promise<{ ids: Set<string>; names: Set<string>; uses: unknown }> {
  const ids = new Set<string>();
  const names = new Set<string>();
  let next: unknown = '';
  while (typeof next === 'string') {
    const cursor = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`;
    const { body } = await person.call('GET', `/api/v1/devices?limit=500${cursor}`);
    for (const { id, name } of body['devices'] as { id: string; name: string }[]) {
      ids.add(id);
      names.add(name);
    }
    next = body['nextCursor'];
  }
  const { body } = await person.call('GET', `/api/v1/provisioning-tokens/${tokenId}`);
  return { ids, names, uses: body['uses'] };
}

t.setTimeout(180_000);

t.test('of a thousand devices that ask at once, a token for five hundred enrols just those', async (t) => {
  const cloud = await startCloud(t);
  const fleet = await fleetOf(t, cloud);
  const answers = await Promise.all(fleet.devices.map((device) => comeAndEnrol(device, fleet.token)));
  const told = answers.map((answer) => (answer?.type === 'enrol-refused' ? answer.reason : answer?.type));
  t.equal(told.filter((each) => each === 'bound').length, maxUses);
  t.equal(told.filter((each) => each === 'used-up').length, devicesInAll - maxUses);
  const { ids, names, uses } = await boundOf(fleet);
  t.equal(ids.size, maxUses);
  t.equal(names.size, maxUses, 'each has a name of its own');
  t.equal(uses, maxUses);
});

t.test('a cloud that is killed in the middle binds no more, and forgets none that it told', async (t) => {
  let cloud = await startCloud(t);
  const listen = new URL(cloud.url).host;
  const fleet = await fleetOf(t, cloud);
  const told = new Set<string>();
  // Fewer ask in the first rounds than the token is for, so that it is never used up before the cloud is killed.
  for (const { asking, killAt } of [
    { asking: 250, killAt: 100 },
    { asking: 450, killAt: 300 },
    { asking: devicesInAll, killAt: null },
  ]) {
    let reached: () => void = () => {};
    const enough = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const round = Promise.all(
      fleet.devices.slice(0, asking).map(async (device) => {
        const answer = await comeAndEnrol(device, fleet.token);
        if (answer?.type === 'bound') told.add(device.deviceId);
        if (killAt !== null && told.size >= killAt) reached();
      }),
    );
    if (killAt === null) {
      await round;
      break;
    }
    await Promise.race([enough, round]);
    await cloud.program.kill();
    await round;
    t.ok(told.size >= killAt && told.size < maxUses, `killed when ${told.size} of ${asking} had been told`);
    cloud = await startCloud(t, { data: cloud.data, listen });
    const { ids, uses } = await boundOf(fleet);
    t.same(
      [...told].filter((id) => !ids.has(id)),
      [],
      'whoever was told is bound',
    );
    t.equal(uses, ids.size, 'what was counted is bound');
  }
  const { ids, uses } = await boundOf(fleet);
  t.equal(ids.size, maxUses);
  t.equal(uses, maxUses);
  t.same([...told].sort(), [...ids].sort(), 'and each of them knows');
});
