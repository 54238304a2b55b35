/**
 * The way of an installer: `make flash` writes the packed image and a configuration onto a disk, and the machine that
 * gets the disk shows a code. Nothing else tells it of its cloud.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { makeLoopDisk, temporaryFolder, whyNoLoopDisks } from '../../scripts/flash/test-support/loop-disk.ts';
import { builtImage, machineForTest } from '../testing/machine-for-test.ts';
import { startTestCloud } from '../testing/test-cloud.ts';

const packed = `${builtImage}.zst`;
/** The smallest that is sold. */
const diskBytes = 8_000_000_000;
const skip = whyNoLoopDisks() ?? (existsSync(packed) ? false : `there is no ${packed}`);

t.test('a disk that was flashed starts and shows a code', { skip }, async (t) => {
  const cloud = await startTestCloud(t);
  const folder = temporaryFolder(t);
  const config = join(folder, 'signet.json');
  writeFileSync(config, cloud.credentials['signet.config'] ?? '');
  const disk = makeLoopDisk(t, folder, { bytes: diskBytes, blank: true });
  const flashed = spawnSync(
    process.execPath,
    [
      'scripts/flash/main.ts',
      ...['--disk', disk.path, '--image', packed, '--config', config],
      ...['--yes', '--allow-loop'],
    ],
    { encoding: 'utf8' },
  );
  t.equal(flashed.status, 0, flashed.stdout + flashed.stderr);
  t.match(flashed.stdout, /Done and verified/);

  const machine = await machineForTest(t, { image: disk.file });
  await machine.powerOn();
  const url = await machine.untilQr();
  t.ok(url.startsWith(`${cloud.publicUrl}/p/`.toUpperCase()), url);
});
