/** The whole program with a device's configuration, as a service manager would start it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePlayerBuilt } from '@signet/player/ensure-built';
import t, { type Test } from 'tap';
import { WebSocketServer } from 'ws';
import { makePrivateCa } from './adapters/machine/private-ca-rig.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
await ensurePlayerBuilt();

function start(t: Test, config: string | null, ...argv: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'signet-agent-'));
  const file = join(folder, 'signet.json');
  if (config !== null) writeFileSync(file, config);
  const given = [
    '--device-config',
    file,
    '--data',
    join(folder, 'data'),
    '--listen',
    '127.0.0.1:0',
    '--display',
    'terminal',
  ];
  const child = spawn(process.execPath, [main, ...given, ...argv], { env: { PATH: process.env['PATH'] } });
  t.teardown(() => child.kill('SIGKILL'));
  const text = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (text.out += chunk));
  child.stderr.on('data', (chunk) => (text.err += chunk));
  const ended = once(child, 'close').then(() => child.exitCode);
  return { child, file, text, ended, until: (pattern: RegExp) => until(child, text, pattern) };
}

async function until(
  child: ChildProcess,
  text: { out: string; err: string },
  pattern: RegExp,
): Promise<void> {
  while (!pattern.test(text.out + text.err)) {
    if (child.exitCode !== null) throw new Error(`ended before ${pattern}: ${text.out}${text.err}`);
    await Promise.race([
      once(child.stdout ?? child, 'data'),
      once(child.stderr ?? child, 'data'),
      once(child, 'close'),
    ]);
  }
}

t.test(
  'a mistake is shown with its line, and the agent stays until it is mended, then ends with 0',
  async (t) => {
    const agent = start(t, '{\n  "cloud": "http://127.0.0.1:9"\n}', '--https-only');
    await agent.until(/line 2: “cloud” must begin with\s+https/);
    await agent.until(/"level":40,.*"code":"config-invalid"/);
    t.equal(agent.child.exitCode, null);
    writeFileSync(agent.file, '{ "cloud": "https://127.0.0.1:9" }');
    t.equal(await agent.ended, 0);
    t.match(agent.text.err, /config-mended/);
  },
);

t.test('a cloud that nothing names is shown, not only written to stderr', async (t) => {
  const agent = start(t, null);
  await agent.until(/The cloud’s address is missing/);
  agent.child.kill('SIGTERM');
  await agent.ended;
});

t.test('a sound configuration is taken, and the log has what came from where', async (t) => {
  const timeServersFile = join(t.testdir(), 'timesyncd.conf');
  const agent = start(
    t,
    '{ "cloud": "http://127.0.0.1:9", "timeServers": ["time.example"] }',
    '--time-servers-file',
    timeServersFile,
  );
  await agent.until(
    /"code":"started".*"cloud":"http:\/\/127\.0\.0\.1:9","configuredBy":\{"cloud":"signet\.json/,
  );
  t.match(readFileSync(timeServersFile, 'utf8'), 'NTP=time.example');
  agent.child.kill('SIGTERM');
  t.equal(await agent.ended, 0);
});

t.test(
  'a cloud with a certificate of the company is reached when its authority is configured, and not before',
  async (t) => {
    const ca = makePrivateCa();
    const { server, origin, close } = await ca.serve();
    t.teardown(close);
    const cloud = new WebSocketServer({ server, path: '/device' });
    const stranger = start(t, JSON.stringify({ cloud: origin }), '--https-only');
    cloud.once('connection', () => t.fail('connected without trust'));
    await stranger.until(/"code":"connection-closed","trouble":"tls"/);
    stranger.child.kill('SIGTERM');
    await stranger.ended;
    cloud.removeAllListeners('connection');
    const connected = once(cloud, 'connection');
    const agent = start(
      t,
      JSON.stringify({ cloud: origin, caCertificates: [ca.certificate] }),
      '--https-only',
    );
    await connected;
    t.notMatch(agent.text.err, /"trouble":"tls"/);
    agent.child.kill('SIGTERM');
    t.equal(await agent.ended, 0);
  },
);
