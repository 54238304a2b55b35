import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { createClockDoubt } from './clock-doubt.ts';

const origin = 'https://signet.example:8443';

t.test('a doubt is a file that names the cloud, whole, and readable to another user', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'signet-doubt-'));
  const path = join(directory, 'doubt.json');
  const before = process.umask(0o077);
  t.teardown(() => process.umask(before));
  createClockDoubt({ path, caCertificates: [] }).doubt('https://other.example');
  const { ino } = statSync(path);
  createClockDoubt({ path, caCertificates: ['one', 'two'] }).doubt(origin);
  t.same(JSON.parse(readFileSync(path, 'utf8')), { origin, caFile: `${path}.ca.pem` });
  t.equal(statSync(path).mode & 0o777, 0o644);
  t.not(statSync(path).ino, ino, 'put in the place of the older one, not written over it');
  t.same(readdirSync(directory), ['doubt.json', 'doubt.json.ca.pem']);
  t.equal(readFileSync(`${path}.ca.pem`, 'utf8'), 'one\ntwo\n');
});

t.test('without a path a doubt is not said', async () => {
  createClockDoubt({ path: null, caCertificates: [] }).doubt(origin);
});

t.test('a file that cannot be written is an operational failure', async (t) => {
  const clock = createClockDoubt({ path: join(t.testdir(), 'missing', 'doubt.json'), caCertificates: [] });
  t.throws(() => clock.doubt(origin), { code: 'clock-doubt-failed', cause: { code: 'ENOENT' } });
});
