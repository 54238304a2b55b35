/** The event stream of the real cloud: who hears what, until when, and what a restart does to it. */
import t from 'tap';
import { EventReader } from '../../cloud/src/events/testing/event-reader.ts';
import { createSimulatedDevice } from '../simulated-device.ts';
import { claim, nobody, type Person, signUp } from './test-support/person.ts';
import { startCloud } from './test-support/programs.ts';

t.setTimeout(300_000);

const open = (cloud: string, person: Person, lastEventId?: string) =>
  EventReader.open(`${cloud}/api/v1/events`, {
    Cookie: person.cookie(),
    ...(lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }),
  });

async function pair(cloud: string, person: Person, name: string) {
  const device = await createSimulatedDevice({ cloud });
  const word = await device.connect();
  await claim(person, { pairingId: word.type === 'pairing' ? word.pairingId : '', name });
  return device;
}

t.test(
  'the account hears of its devices, a stranger of none, and who is signed out of nothing more',
  async (t) => {
    const { url } = await startCloud(t);
    const [ann, bob] = [await signUp(url, 'Ann'), await signUp(url, 'Bob')];
    const [anns, bobs] = [await open(url, ann), await open(url, bob)];
    t.match(await anns.next(), { event: 'ready' });
    t.match(await bobs.next(), { event: 'ready' });
    t.equal((await open(url, nobody(url))).status, 401);

    const device = await pair(url, ann, 'Window');
    t.teardown(() => device.close());
    const seen = new Map<string, string>();
    while (seen.get('status') !== 'online') {
      for (const { device } of (await anns.nextNews())?.data.changes ?? []) seen.set('status', device.status);
    }
    device.close();
    while (seen.get('status') !== 'offline') {
      for (const { device } of (await anns.nextNews())?.data.changes ?? []) seen.set('status', device.status);
    }
    const own = await pair(url, bob, 'Of Bob');
    t.teardown(() => own.close());
    t.match(await bobs.nextNews(), { data: { changes: [{ device: { name: 'Of Bob' } }] } }, 'his first news');

    const second = await signInAgain(url, ann);
    t.equal((await ann.call('POST', '/api/auth/sign-out', {})).status, 200);
    let names = 0;
    let last = await anns.nextNews();
    while (last !== null && last.event !== 'end') {
      // What is told within a moment after the check may still be told; then it ends.
      names += 1;
      await second.call('PATCH', `/api/v1/devices/${device.deviceId}`, { name: `Name ${names}` });
      last = await anns.nextNews();
    }
    t.match(last, { event: 'end', data: { reason: 'not-allowed' } });
    t.equal(await anns.next(), null);
    bobs.close();
  },
);

t.test('a cloud that restarts says so, and afterwards everybody looks again', async (t) => {
  const cloud = await startCloud(t);
  const ann = await signUp(cloud.url, 'Ann');
  const stream = await open(cloud.url, ann);
  t.match(await stream.next(), { event: 'ready' });
  await cloud.program.stop();
  t.match(await stream.nextNews(), { event: 'end', data: { reason: 'closing' } });
  const again = await startCloud(t, { data: cloud.data, listen: new URL(cloud.url).host });
  const resumed = await open(again.url, ann, stream.lastEventId);
  t.match(await resumed.next(), { event: 'ready' });
  t.match(await resumed.next(), { event: 'look-again' });
  resumed.close();
});

async function signInAgain(url: string, person: Person): Promise<Person> {
  const again = nobody(url);
  const { status } = await again.call('POST', '/api/auth/sign-in/email', {
    email: person.email,
    password: 'correct horse battery',
  });
  if (status !== 200) throw new Error(`sign-in answered ${status}`);
  return again;
}
