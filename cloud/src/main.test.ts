import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import t from 'tap';
import { openDatabase } from './database/open-database.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const newData = () => join(mkdtempSync(join(tmpdir(), 'signet-cloud-')), 'data');

function run(...argv: string[]) {
  const child = spawn(process.execPath, [main, ...argv], { env: { PATH: process.env['PATH'] } });
  t.teardown(() => child.kill('SIGKILL'));
  const text = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (text.out += chunk));
  child.stderr.on('data', (chunk) => (text.err += chunk));
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, ...text }));
  return { child, text, ended };
}

async function start(data: string, ...argv: string[]) {
  const { child, text, ended } = run('--data', data, '--listen', '127.0.0.1:0', ...argv);
  const line = await Promise.race([lineWith(child, text, '"listening"'), ended.then(() => null)]);
  if (line === null) throw new Error(`ended before it listened: ${text.out}${text.err}`);
  return { child, text, ended, listening: JSON.parse(line) as Record<string, string> };
}

async function lineWith(child: ChildProcess, text: { out: string }, what: string): Promise<string> {
  for (;;) {
    const line = text.out.split('\n').find((each) => each.includes(what) && each.endsWith('}'));
    if (line !== undefined) return line;
    if (child.stdout === null) throw new Error('no output to read');
    await once(child.stdout, 'data');
  }
}

const signUp = async (url: string) => {
  const answer = await fetch(`${url}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: url },
    body: JSON.stringify({ name: 'Ada', email: 'ada@example.com', password: 'a long enough one' }),
  });
  return { status: answer.status, cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
};

t.test('it starts, says where, serves, and ends in good order at SIGTERM', async (t) => {
  const data = newData();
  const cloud = await start(data);
  t.match(cloud.listening, { url: /^http:\/\/127\.0\.0\.1:\d+$/, publicUrl: cloud.listening['url'], data });
  t.equal(statSync(data).mode & 0o777, 0o700, 'nobody else reads the data');
  const { url = '' } = cloud.listening;
  const { status, cookie } = await signUp(url);
  t.equal(status, 200);
  const items = await fetch(`${url}/api/v1/session`, { headers: { Cookie: cookie } });
  t.equal(items.status, 200);
  cloud.child.kill('SIGTERM');
  const { code, out, err } = await cloud.ended;
  t.equal(code, 0);
  t.equal(err, '');
  const codes = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).code);
  t.same(
    codes.filter((each) => each !== 'request'),
    ['listening', 'stopping', 'stopped'],
  );
  t.notMatch(out, /ada@example|long enough|session_token/);
  t.notOk(existsSync(join(data, 'cloud.sqlite-wal')), 'the database was closed');
});

t.test('killed without warning, it comes back with everybody still signed in', async (t) => {
  const data = newData();
  const first = await start(data, '--public-url', 'http://127.0.0.1:1');
  const { url = '' } = first.listening;
  const answer = await fetch(`${url}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: 'http://127.0.0.1:1' },
    body: JSON.stringify({ name: 'Ada', email: 'ada@example.com', password: 'a long enough one' }),
  });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  first.child.kill('SIGKILL');
  await first.ended;
  const second = await start(data, '--public-url', 'http://127.0.0.1:1');
  const session = await fetch(`${second.listening['url']}/api/v1/session`, { headers: { Cookie: cookie } });
  t.equal(session.status, 200);
  t.match(await session.json(), { user: { email: 'ada@example.com' }, account: { role: 'admin' } });

  const db = openDatabase({ file: join(data, 'cloud.sqlite') });
  const items = await db.selectFrom('playlistItem').selectAll().execute();
  const media = await db.selectFrom('media').selectAll().execute();
  await db.destroy();
  t.ok(items.length > 0, 'the default playlist has the bundled samples');
  for (const { sha256, bytes } of media) {
    t.equal(statSync(join(data, 'media', sha256.slice(0, 2), sha256)).size, bytes);
  }
  second.child.kill('SIGINT');
  t.equal((await second.ended).code, 0);
});

t.test('what keeps it from starting is said with a stable code, and it ends with 1', async (t) => {
  const newer = newData();
  const first = await start(newer);
  const port = new URL(first.listening['url'] ?? '').port;

  const busy = await run('--data', newData(), '--listen', `127.0.0.1:${port}`).ended;
  t.equal(busy.code, 1);
  t.match(JSON.parse(busy.out), { code: 'listen-failed', err: { message: /EADDRINUSE/ } });
  const tls = await run(
    '--data',
    newData(),
    '--listen',
    '127.0.0.1:0',
    '--tls-cert',
    '/none',
    '--tls-key',
    '/none',
  ).ended;
  t.equal(tls.code, 1);
  t.match(JSON.parse(tls.out), { code: 'listen-failed' });

  first.child.kill('SIGTERM');
  await first.ended;
  const db = openDatabase({ file: join(newer, 'cloud.sqlite') });
  await sql`insert into kysely_migration (name, timestamp) values ('0999-later', '2031-01-01')`.execute(db);
  await db.destroy();
  const refused = await run('--data', newer, '--listen', '127.0.0.1:0').ended;
  t.equal(refused.code, 1);
  t.match(JSON.parse(refused.out), { code: 'newer-database', msg: /newer version/ });

  const damaged = newData();
  const fine = await start(damaged);
  fine.child.kill('SIGTERM');
  await fine.ended;
  writeFileSync(join(damaged, 'secret'), 'short');
  const secretless = await run('--data', damaged, '--listen', '127.0.0.1:0').ended;
  t.equal(secretless.code, 1);
  t.match(JSON.parse(secretless.out), { code: 'secret-unusable' });
  t.equal(readFileSync(join(damaged, 'secret'), 'utf8'), 'short', 'and is left for a person to look at');
});

t.test('help goes to the output, a mistake to the error output', async (t) => {
  const help = await run('--help').ended;
  t.equal(help.code, 0);
  t.match(help.out, /--public-url/);
  const wrong = await run('--listen', 'nowhere').ended;
  t.equal(wrong.code, 2);
  t.match(wrong.err, /--listen: should look like/);
  t.equal(wrong.out, '');
});
