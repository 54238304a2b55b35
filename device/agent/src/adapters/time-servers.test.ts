import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { writeTimeServers } from './time-servers.ts';

t.test(
  'the servers stand in their order, readable to the time service, and nothing else is left',
  async (t) => {
    const directory = t.testdir();
    const path = join(directory, 'timesyncd.conf');
    const before = process.umask(0o077);
    t.teardown(() => process.umask(before));
    writeTimeServers(path, ['time.example', '192.0.2.1', '2001:db8::1']);
    t.equal(readFileSync(path, 'utf8'), '[Time]\nNTP=time.example 192.0.2.1 2001:db8::1\n');
    t.equal(statSync(path).mode & 0o777, 0o644);
    t.same(readdirSync(directory), ['timesyncd.conf']);
  },
);

t.test('servers that are named no more are forgotten', async (t) => {
  const path = join(t.testdir({ 'timesyncd.conf': '[Time]\nNTP=old.example\n' }), 'timesyncd.conf');
  writeTimeServers(path, []);
  t.equal(readFileSync(path, 'utf8'), '');
});

t.test('a file that cannot be written is an operational failure', async (t) => {
  t.throws(() => writeTimeServers(join(t.testdir(), 'missing', 'timesyncd.conf'), []), {
    code: 'time-servers-unwritable',
    cause: { code: 'ENOENT' },
  });
});
