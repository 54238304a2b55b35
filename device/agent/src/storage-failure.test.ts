/** By its codes, and on a real file system that has no room: a tmpfs in a namespace of its own, where that is allowed. */
import { spawnSync } from 'node:child_process';
import t from 'tap';
import { storageFailure } from './storage-failure.ts';

for (const [found, expected] of [
  ['ENOSPC', 'storage-full'],
  ['EDQUOT', 'storage-full'],
  ['SQLITE_FULL', 'storage-full'],
  ['SQLITE_IOERR_SHMSIZE', 'storage-full'],
  ['SQLITE_IOERR_WRITE', 'own'],
  ['EACCES', 'own'],
] as const) {
  t.test(`${found} is ${expected}`, async (t) => {
    const cause = Object.assign(new Error('database or disk is full'), { code: found });
    t.match(storageFailure('own', 'm', cause), { code: expected, message: 'm', cause });
  });
}

t.test('what has no code is no full storage, whatever it says', async (t) => {
  t.equal(storageFailure('own', 'm', new Error('ENOSPC')).code, 'own');
  t.equal(storageFailure('own', 'm', 'ENOSPC').code, 'own');
});

/** Runs a module's text on a tmpfs of so many KiB at /mnt and gives what it printed; null where namespaces are refused. */
function onSmallDisk(kibibytes: number, text: string): string | null {
  const script = `mount -t tmpfs -o size=${kibibytes}k none /mnt && exec "$0" --input-type=module -e "$1"`;
  const run = spawnSync('unshare', ['-Urm', 'sh', '-c', script, process.execPath, text], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
  return run.status === 0 ? run.stdout.trim() : null;
}

const moduleAt = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
const openStore = `
  import { openSqliteStore } from ${moduleAt('adapters/sqlite-store/sqlite-store.ts')};
  const open = () => { try { openSqliteStore('/mnt/agent.db').close(); return 'opened'; } catch (cause) { return cause.code; } };`;
const isAllowed = onSmallDisk(64, "console.log('fine')") === 'fine';

t.test('on a full disk', { skip: isAllowed ? false : 'this machine allows no namespaces' }, async (t) => {
  for (const kibibytes of [4, 16, 40]) {
    t.equal(onSmallDisk(kibibytes, `${openStore} console.log(open());`), 'storage-full', `${kibibytes} KiB`);
  }
  const filled = `${openStore}
    import { writeFileSync } from 'node:fs';
    const first = open();
    try { writeFileSync('/mnt/filler', Buffer.alloc(1024 ** 2)); } catch {}
    console.log(first, open());`;
  t.equal(onSmallDisk(256, filled), 'opened storage-full', 'a database that was there before');
  const key = `
    import { openKeyFile } from ${moduleAt('adapters/key-file/key-file.ts')};
    import { writeFileSync } from 'node:fs';
    try { writeFileSync('/mnt/filler', Buffer.alloc(1024 ** 2)); } catch {}
    console.log(await openKeyFile('/mnt/identity/key.json').then(() => 'opened', (cause) => cause.code));`;
  t.equal(onSmallDisk(64, key), 'storage-full', 'the key');
});
