/** The program as systemd starts it, with a recorder in the place of `date`. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { makeAuthority } from './test-support/certificates.ts';
import { answer, head, listen } from './test-support/tls-server.ts';

const authority = makeAuthority();
const identity = authority.issue({ name: 'DNS:localhost', from: '2035-01-01', to: '2036-01-01' });
const told = new Date('2035-06-01T12:00:00Z');
const dated = answer(head(`Date: ${told.toUTCString()}`));

const main = fileURLToPath(new URL('./main.ts', import.meta.url));

async function start(argv: readonly string[]) {
  const child = spawn(process.execPath, [main, ...argv], { env: {}, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text) => (stdout += text));
  child.stderr.on('data', (text) => (stderr += text));
  const exitCode = await new Promise((resolve) => child.on('close', resolve));
  return { exitCode, stdout, stderr };
}

/** Runs it to its end. `set` holds the arguments that the recorder was given, null when it was never called. */
async function run(port: number, more: { argv?: string[]; setterExits?: number } = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'signet-clock-test-'));
  const doubt = join(directory, 'doubt.json');
  const setter = join(directory, 'date');
  const record = join(directory, 'record');
  writeFileSync(doubt, JSON.stringify({ origin: `https://localhost:${port}`, caFile: authority.caFile }));
  const script = `#!/bin/sh\nprintf '%s\\n' "$@" > '${record}'\nexit ${more.setterExits ?? 0}\n`;
  writeFileSync(setter, script, { mode: 0o755 });
  const argv = ['--doubt', doubt, '--set-command', setter, '--synchronized-file', '', ...(more.argv ?? [])];
  const ended = await start(argv);
  const set = existsSync(record) ? readFileSync(record, 'utf8').trim().split('\n') : null;
  return { ...ended, set, line: ended.stdout === '' ? null : JSON.parse(ended.stdout) };
}

t.test('a doubted clock is set to what the cloud tells, in whole seconds, and it says so', async (t) => {
  const { exitCode, line, set, stdout } = await run(await listen(t, identity, dated));
  t.equal(exitCode, 0);
  t.same(set, ['--utc', `--set=@${told.getTime() / 1_000}`]);
  t.match(line, { code: 'clock-set', cloud: /^localhost:\d+$/, time: told.toISOString(), was: /T/ });
  t.equal(stdout.split('\n').length, 2, 'one line');
});

t.test('a clock that is right is left alone, and that is well', async (t) => {
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const today = authority.issue({ name: 'DNS:localhost', from: day(-1), to: day(2) });
  const port = await listen(t, today, (socket) => answer(head(`Date: ${new Date().toUTCString()}`))(socket));
  const { exitCode, line, set } = await run(port);
  t.equal(exitCode, 0);
  t.match(line, { code: 'clock-agrees' });
  t.equal(set, null);
});

t.test('a refusal exits 1 with its code and sets nothing', async (t) => {
  const { exitCode, line, set } = await run(await listen(t, identity, answer(head())));
  t.equal(exitCode, 1);
  t.match(line, { code: 'date-missing', detail: /HTTP/ });
  t.equal(set, null);
});

t.test('the floor comes from the files that are named', async (t) => {
  const floor = join(t.testdir({ epoch: '' }), 'epoch');
  utimesSync(floor, told, new Date(told.getTime() + 1_000));
  const { line, set } = await run(await listen(t, identity, dated), { argv: ['--floor-file', floor] });
  t.match(line, { code: 'date-below-floor' });
  t.equal(set, null);
});

t.test('a silent server is given up after the time that was given', async (t) => {
  const port = await listen(t, identity, () => undefined);
  const { exitCode, line } = await run(port, { argv: ['--timeout-ms', '300'] });
  t.equal(exitCode, 1);
  t.match(line, { code: 'timed-out' });
});

t.test('a clock that NTP keeps is not touched, and nobody is asked', async (t) => {
  let asked = 0;
  const port = await listen(t, identity, () => (asked += 1));
  const synchronized = fileURLToPath(import.meta.url);
  const { exitCode, line } = await run(port, { argv: ['--synchronized-file', synchronized] });
  t.equal(exitCode, 1);
  t.match(line, { code: 'clock-synchronized' });
  t.equal(asked, 0);
});

t.test('a clock that could not be set is said', async (t) => {
  const { exitCode, line, set } = await run(await listen(t, identity, dated), { setterExits: 1 });
  t.equal(exitCode, 1);
  t.match(line, { code: 'set-failed' });
  t.ok(set);
});

t.test('a doubt that cannot be read is said', async (t) => {
  const { exitCode, line } = await run(1, { argv: ['--doubt', '/nowhere/doubt.json'] });
  t.equal(exitCode, 1);
  t.match(line, { code: 'doubt-unreadable' });
});

t.test('settings that make no sense end with 2, help with 0', async (t) => {
  t.match(await run(1, { argv: ['--timeout-ms', '0'] }), { exitCode: 2, stderr: /--timeout-ms/ });
  t.match(await start(['--help']), { exitCode: 0, stdout: /--set-command/ });
});
