import { randomBytes } from 'node:crypto';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { configProblems, putConfig, verifyConfig } from './boot-config.ts';
import { temporaryFolder, tool } from './test-support/loop-disk.ts';

for (const [text, problems] of [
  ['{}', []],
  ['{ "cloud": "https://signet.example",\n"rotation": 90 }', []],
  ['{', [/^\S+signet\.json, line 1: it /]],
  ['[]', [/not a JSON object/]],
  ['{ "cloud": "http://signet.example" }', [/line 1: “cloud” .*https/]],
  [
    '{\n"clud": "https://signet.example",\n"rotation": 45 }',
    [/line 2: “clud”/, /line 3: “rotation” is 0, 90/],
  ],
] as const) {
  t.test(`${text} is ${problems.length === 0 ? '' : 'not '}taken for a configuration`, async (t) => {
    const file = join(temporaryFolder(t), 'signet.json');
    writeFileSync(file, text);
    t.match(configProblems(file), problems);
    t.equal(configProblems(file).length, problems.length);
  });
}

t.test('what is no file is no configuration', async (t) => {
  const folder = temporaryFolder(t);
  t.same(configProblems(folder), [`${folder} is not a file.`]);
});

const bootTable = 'label: gpt\nsize=34M, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B\n';

/** A disk in a file, with a boot volume of 34 MiB. */
function bootDisk(t: Parameters<typeof temporaryFolder>[0]): string {
  const disk = join(temporaryFolder(t), 'disk.raw');
  writeFileSync(disk, '');
  truncateSync(disk, 40 * 1024 * 1024);
  tool('sfdisk', ['--quiet', disk], bootTable);
  tool('mkfs.vfat', ['-F', '32', '-n', 'SIGNET', '--offset', '2048', disk, '34816']);
  return disk;
}

t.test('a configuration replaces the one before, and another one is told apart', async (t) => {
  const disk = bootDisk(t);
  await putConfig(disk, '{ "name": "a longer one than the next" }');
  await putConfig(disk, '{ "name": "ü" }');
  await verifyConfig(disk, '{ "name": "ü" }');
  await t.rejects(verifyConfig(disk, '{ "name": "u" }'), { code: 'config-not-verified' });
});

t.test('a disk that has none does not hold it', async (t) => {
  await t.rejects(verifyConfig(bootDisk(t), '{}'), { code: 'config-not-verified' });
});

t.test('a full boot volume is told, although mcopy calls that a success', async (t) => {
  const disk = bootDisk(t);
  const filler = join(temporaryFolder(t), 'filler');
  writeFileSync(filler, randomBytes(33 * 1024 * 1024));
  tool('mcopy', ['-i', `${disk}@@1M`, filler, '::/filler']);
  const config = `{ "x": "${'x'.repeat(2_000_000)}" }`;
  await putConfig(disk, config);
  await t.rejects(verifyConfig(disk, config), { code: 'config-not-verified' });
});

t.test('a boot partition without a file system is told', async (t) => {
  const disk = bootDisk(t);
  writeFileSync(disk, Buffer.alloc(2 * 1024 * 1024), { flag: 'r+' });
  tool('sfdisk', ['--quiet', '--wipe-partitions', 'always', disk], bootTable);
  await t.rejects(putConfig(disk, '{}'), { code: 'config-not-written' });
});

t.test('a disk without partitions or boot volume is told', async (t) => {
  const disk = join(temporaryFolder(t), 'plain.raw');
  writeFileSync(disk, Buffer.alloc(8 * 1024 * 1024));
  await t.rejects(putConfig(disk, '{}'), { code: 'config-no-partition' });
  tool('sfdisk', ['--quiet', disk], 'label: gpt\nsize=2M\n');
  await t.rejects(putConfig(disk, '{}'), { code: 'config-no-partition' });
});
