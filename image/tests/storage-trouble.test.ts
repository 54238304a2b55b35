/** A data partition that is full, and a database that is damaged: the device comes up, says so, and is itself. */
import { statSync } from 'node:fs';
import t from 'tap';
import { OperationalError } from '../../device/agent/src/ports.ts';
import type { Banner, Screen } from '../../device/agent/src/screens/screen.ts';
import { startTroubleScreen } from '../../device/agent/src/startup/start-trouble-screens.ts';
import { builtImage, machineForTest } from '../testing/machine-for-test.ts';
import type { Picture } from '../testing/picture.ts';
import { showsScreen } from '../testing/screen-reading.ts';
import { startTestCloud } from '../testing/test-cloud.ts';
import type { VirtualMachine } from '../testing/virtual-machine.ts';

/** Larger than the image, as every real disk is. */
const diskGiB = 7;
const device = { model: 'Node Pro', serial: 'VM-0001', version: '0.1.0' };

const pairingWith = (banner: Banner) => (picture: Picture) => {
  const screen: Screen = {
    ...{ kind: 'pairing', device, url: 'HTTPS://10.0.2.2:40000/P/ABCDEFGHIJKLMNOPQRSTUVWXYZ' },
    ...{ code: 'ABCD-EFGH', shortUrl: '10.0.2.2:40000/pair', link: { state: 'online' }, banner },
  };
  return showsScreen(picture, screen);
};

const cannotStart = (picture: Picture) =>
  showsScreen(picture, startTroubleScreen(new OperationalError('storage-full', 'x'), device));

const keyOf = (machine: VirtualMachine) =>
  machine.probe.run(({ fs }) => fs.readFileSync('/var/lib/signet/identity/key.json', 'utf8'));

t.test('a full data partition, then a damaged database', async (t) => {
  const cloud = await startTestCloud(t);
  const machine = await machineForTest(t, { credentials: cloud.credentials, probe: true, diskGiB });
  await machine.powerOn();
  await machine.untilQr();
  const key = await keyOf(machine);
  const roomBytes = await machine.probe.run(({ fs }) => {
    const { blocks, bsize } = fs.statfsSync('/var');
    return blocks * bsize;
  });
  t.ok(roomBytes > 0.9 * (diskGiB * 2 ** 30 - statSync(builtImage).size), 'data has the rest of the disk');

  const left = await machine.probe.run(async ({ fs, run }) => {
    // Down to the last block that a program may have.
    for (let sizeKiB = 2 ** 22; sizeKiB >= 4; sizeKiB /= 2) {
      const file = `/var/lib/fill-${sizeKiB}`;
      const answer = await run('fallocate', '--length', `${sizeKiB}KiB`, file);
      if (answer.code !== 0) fs.rmSync(file, { force: true });
    }
    const { bavail, bsize } = fs.statfsSync('/var');
    await run('sync');
    return bavail * bsize;
  });
  t.equal(left, 0, 'nothing is left');
  await machine.cutPower();

  await machine.powerOn();
  await machine.untilScreen(
    'storage is full',
    (picture) => pairingWith({ kind: 'storage-full' })(picture) || cannotStart(picture),
  );
  t.pass('the panel says that the storage is full');
  t.equal(await keyOf(machine), key, 'the same key');

  await machine.probe.run(async ({ fs, run }) => {
    for (const name of fs.readdirSync('/var/lib')) {
      if (name.startsWith('fill-')) fs.rmSync(`/var/lib/${name}`);
    }
    // As a disk that lost what it had promised: the database and its log.
    for (const name of ['agent.db', 'agent.db-wal']) {
      const file = `/var/lib/signet/${name}`;
      if (!fs.existsSync(file)) continue;
      const damaged = fs.openSync(file, 'r+');
      const size = fs.fstatSync(damaged).size;
      fs.writeSync(damaged, Buffer.alloc(size, 0x5a), 0, size, 0);
      fs.fsyncSync(damaged);
    }
    await run('sync');
  });
  await machine.cutPower();

  await machine.powerOn();
  await machine.untilScreen('started afresh', pairingWith({ kind: 'database-rebuilt' }));
  t.ok(await machine.untilQr(), 'a code');
  t.equal(await keyOf(machine), key, 'the same key');
});
