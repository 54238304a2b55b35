import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { startIdentity } from './identity/identity-for-tests.ts';

const program = fileURLToPath(new URL('device-limit.ts', import.meta.url));
const run = (...argv: string[]) =>
  spawnSync(process.execPath, [program, ...argv], { encoding: 'utf8', env: { PATH: process.env['PATH'] } });

t.test('whoever runs the cloud sets the limit of an account, beside the running cloud', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'signet-limit-'));
  const cloud = await startIdentity({ file: join(data, 'cloud.sqlite') });
  t.teardown(() => cloud.close());
  await cloud.signUp('ada@example.com', 'Ada');
  const limit = (account: string, to: string) => run('--data', data, '--account', account, '--limit', to);
  const cases = [
    [
      "Ada's screens",
      '25',
      0,
      /^Ada's screens \(\w+\) may have 25 devices, no limit before; it has 0\.\n$/,
      /^$/,
    ],
    ["Ada's screens", '25', 0, /may have 25 devices, as before/, /^$/],
    ["Ada's screens", 'none', 0, /may have as many devices as it likes, 25 before/, /^$/],
    ['Eve', '1', 1, /^$/, /^There is no account of the ID or name "Eve"\.\n$/],
    ["Ada's screens", 'many', 2, /^$/, /--limit: is a number of devices, or none/],
  ] as const;
  for (const [account, to, status, stdout, stderr] of cases)
    t.match(limit(account, to), { status, stdout, stderr });
  await cloud.signUp('other@example.com', 'Ada');
  t.match(limit("Ada's screens", '3'), {
    status: 1,
    stderr: /^Several accounts are called .*:\n( {2}\w+\n){2}$/,
  });
});

t.test('a directory without a cloud is refused, and no cloud is made of it', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'signet-limit-'));
  t.match(run('--data', data, '--account', 'Ada', '--limit', '1'), {
    status: 1,
    stderr: /There is no cloud's data in/,
  });
  t.notOk(existsSync(join(data, 'cloud.sqlite')));
  t.match(run('--help'), { status: 0, stdout: /--account ACCOUNT/ });
  t.match(run(), { status: 2, stderr: /--account is needed/ });
});
