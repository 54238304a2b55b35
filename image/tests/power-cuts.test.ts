/**
 * Power fails at any instant: before anything is paired, and while the device is somebody's.
 *
 * Each cut is followed by a boot that must reach the right screen, with the same key and with whatever the cloud had
 * acknowledged. The disk is judged from outside after each cut. Moments are random, spread over the time in question,
 * and repeatable by their seed: `--cuts=20 --seed=WORD` (`make vm-soak`); three of each kind otherwise.
 */
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import t, { type Test } from 'tap';
import { pairingIdOf } from '../../scripts/e2e/test-support/panel.ts';
import { claim, devicesOf, type Person } from '../../scripts/e2e/test-support/person.ts';
import { readDisk } from '../testing/disk-evidence.ts';
import { bootTimeoutMs, guestTime } from '../testing/guest-time.ts';
import { machineForTest } from '../testing/machine-for-test.ts';
import { firstPictureTimeoutMs, untilPlaying } from '../testing/playing.ts';
import { startTestCloud } from '../testing/test-cloud.ts';
import type { VirtualMachine } from '../testing/virtual-machine.ts';

const { values } = parseArgs({ options: { cuts: { type: 'string' }, seed: { type: 'string' } } });
const cuts = Number(values.cuts ?? 3);
const seed = values.seed ?? randomUUID().slice(0, 8);
t.comment(`${cuts} cuts of each kind, --seed=${seed}`);

/** From power-on to a picture of the playlist, and a little more. */
const lifeMs = guestTime(13_000);
const toPlayingMs = bootTimeoutMs + firstPictureTimeoutMs;
/** What a boot may write to: its configuration's file system (the loader counts), and its data. */
const mayBeWritten = ['SIGNET', 'signet-data'];

for (let cut = 0; cut < cuts; cut += 1) {
  const momentMs = Math.round(((cut + random(`first/${cut}`)) / cuts) * lifeMs);
  // Some screens are claimed as soon as they show a code, and some stand for a while.
  const isClaimed = random(`claimed/${cut}`) < 0.7;
  t.test(`a first life cut after ${momentMs} ms${isClaimed ? '' : ', not claimed'}`, async (t) => {
    const cloud = await startTestCloud(t);
    const person = await cloud.signUp();
    const machine = await newMachine(t, cloud.credentials);
    const life = await liveUntilCut(machine, isClaimed ? person : null, momentMs);
    t.comment(
      `cut with ${life.url === null ? 'no code' : 'a code'}, claim ${life.deviceId === null ? 'not ' : ''}acknowledged`,
    );
    await judgeDisk(t, machine);

    await machine.powerOn();
    if (life.deviceId !== null) {
      await untilPlaying(machine, toPlayingMs);
      t.same(await idsOf(person), [life.deviceId], 'the binding is there, for the same key');
    } else {
      const url = await machine.untilQr(life.url ?? undefined);
      if (life.url !== null) {
        const old = await person.call('GET', `/api/v1/pairings/${pairingIdOf(life.url)}`);
        // Another key would have left the old code alive, for the grace that an absent device is given.
        t.equal(old.body['status'], 'no-longer-live', 'the key that had the old code has the new one');
      }
      const claimed = await claim(person, { pairingId: pairingIdOf(url) });
      t.equal(claimed.status, 200, JSON.stringify(claimed.body));
    }
    t.same(await fileSystemErrors(machine), [], 'the kernel found no error in the file system');
  });
}

t.test('a bound device whose power is cut again and again', async (t) => {
  const cloud = await startTestCloud(t);
  const person = await cloud.signUp();
  const machine = await newMachine(t, cloud.credentials);
  await machine.powerOn();
  const url = await machine.untilQr();
  t.equal((await claim(person, { pairingId: pairingIdOf(url), name: 'Lobby' })).status, 200);
  await untilPlaying(machine);
  const ids = await idsOf(person);
  t.equal(ids.length, 1);

  for (let cut = 0; cut < cuts; cut += 1) {
    const share = random(`bound/${cut}`);
    // Every third while it plays; the others while it starts.
    if (cut % 3 === 0) {
      const delayMs = Math.round(share * guestTime(1_000));
      t.comment(`cut ${cut + 1} after ${delayMs} ms of playing`);
      await wait(delayMs);
    } else {
      const momentMs = Math.round(share * lifeMs);
      t.comment(`cut ${cut + 1} of a boot after ${momentMs} ms`);
      await machine.cutPower();
      await machine.powerOn();
      await wait(momentMs);
    }
    await machine.cutPower();
    await judgeDisk(t, machine);
    await machine.powerOn();
    t.ok(await untilPlaying(machine, toPlayingMs), `it plays again after cut ${cut + 1}`);
    t.same(await idsOf(person), ids, 'the same device, bound once');
    t.same(await fileSystemErrors(machine), [], 'the kernel found no error in the file system');
  }
});

/** From 0 to 1, the same for the same seed. */
function random(what: string): number {
  return createHash('sha256').update(`${seed}/${what}`).digest().readUInt32BE() / 2 ** 32;
}

function newMachine(t: Test, credentials: Readonly<Record<string, string>>): Promise<VirtualMachine> {
  return machineForTest(t, { credentials, probe: true, diskGiB: 7 });
}

interface Life {
  /** What the QR said, where one was seen. */
  url: string | null;
  /** Whom the cloud acknowledged as claimed. */
  deviceId: string | null;
}

/** Powers it on, claims it if there is somebody to, and cuts its power after `momentMs`, whatever it does. */
async function liveUntilCut(machine: VirtualMachine, person: Person | null, momentMs: number): Promise<Life> {
  const life: Life = { url: null, deviceId: null };
  await machine.powerOn();
  const isCut = wait(momentMs).then(() => machine.cutPower());
  try {
    life.url = await machine.untilQr();
  } catch (error) {
    // The look that the cut interrupts fails; a look that failed before it is a fault.
    if (machine.state.name !== 'off') throw error;
  }
  if (life.url !== null && person !== null) {
    const { status, body } = await claim(person, { pairingId: pairingIdOf(life.url) });
    if (status !== 200) throw new Error(`The claim was answered ${status}: ${JSON.stringify(body)}`);
    life.deviceId = (await idsOf(person))[0] ?? null;
  }
  await isCut;
  return life;
}

async function idsOf(person: Person): Promise<string[]> {
  return (await devicesOf(person)).map(({ id }) => id);
}

async function judgeDisk(t: Test, machine: VirtualMachine): Promise<void> {
  const { written, data } = await readDisk(machine.disk);
  t.same(
    written.filter((label) => !mayBeWritten.includes(label)),
    [],
    'no slot was written to',
  );
  t.ok(data === 'whole' || data === 'absent', `the data file system: ${JSON.stringify(data)}`);
}

/** Names of mounted ext4 file systems in which the kernel ever found an error. */
function fileSystemErrors(machine: VirtualMachine): Promise<string[]> {
  return machine.probe.run(({ fs }) =>
    fs
      .readdirSync('/sys/fs/ext4')
      .filter((name) => fs.existsSync(`/sys/fs/ext4/${name}/errors_count`))
      .filter((name) => fs.readFileSync(`/sys/fs/ext4/${name}/errors_count`, 'utf8').trim() !== '0'),
  );
}
