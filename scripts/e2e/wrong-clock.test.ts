/** A device whose clock runs years behind: the real agent doubts it, and the real signet-clock learns the time. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { makeAuthority } from '../../device/clock/src/test-support/certificates.ts';
import { answer, head, listen } from '../../device/clock/src/test-support/tls-server.ts';
import { startProgram } from '../program.ts';
import { until } from './test-support/panel.ts';
import { newFolder } from './test-support/programs.ts';

t.test('what the agent writes of its doubt is what signet-clock sets the clock by', async (t) => {
  // The cloud lives in 2035; this machine does not, so to it the certificate is not valid yet.
  const cloudTime = new Date('2035-06-01T12:00:00Z');
  const authority = makeAuthority();
  const identity = authority.issue({ name: 'DNS:localhost', from: '2035-01-01', to: '2036-01-01' });
  const port = await listen(t, identity, answer(head(`Date: ${cloudTime.toUTCString()}`)));
  const folder = newFolder('clock');
  const doubt = join(folder, 'doubt.json');
  const cloud = `https://localhost:${port}`;
  const agent = startProgram(
    'agent',
    'device/agent/src/main.ts',
    ['--cloud', cloud, '--data', folder, '--listen', '127.0.0.1:0', '--clock-doubt', doubt],
    join(folder, 'agent.log'),
  );
  t.teardown(() => agent.kill());
  t.match(JSON.parse(await agent.untilLine(/"code":"connection-closed"/)), {
    trouble: 'clock',
    detail: 'CERT_NOT_YET_VALID',
  });
  await until('the doubt to be said', () => existsSync(doubt));
  t.same(JSON.parse(readFileSync(doubt, 'utf8')), { origin: cloud, caFile: null });

  const [setter, record] = [join(folder, 'date'), join(folder, 'record')];
  writeFileSync(setter, `#!/bin/sh\nprintf '%s ' "$@" > '${record}'\n`, { mode: 0o755 });
  const { stdout } = await promisify(execFile)(process.execPath, [
    'device/clock/src/main.ts',
    ...['--doubt', doubt, '--roots', authority.caFile, '--set-command', setter, '--synchronized-file', ''],
  ]);
  t.match(JSON.parse(stdout), { code: 'clock-set', time: cloudTime.toISOString() });
  t.equal(readFileSync(record, 'utf8'), `--utc --set=@${cloudTime.getTime() / 1_000} `);
});
