/**
 * Studio's device list with ten thousand devices, as the cloud answers it: the real program, SQLite and HTTP.
 *
 * The devices are rows without sockets, since a list asks the rows alone. Each question is asked by turns, so that a
 * slow moment of the machine falls on all of them.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../cloud/src/database/open-database.ts';
import { seedDevices } from '../../cloud/src/devices/testing/seed-devices.ts';
import { type Person, signUp } from '../e2e/test-support/person.ts';
import { startProgram } from '../program.ts';
import { type Figure, percentile, spreadOf } from './figure.ts';

const count = 10_000;
const rounds = 30;
const budgetMs = 200;

const questions = {
  'first page, by name': 'devices',
  'sorted by status': 'devices?sort=status',
  'found by three words': 'devices?search=munchen+entrance+12',
  'narrowed by status and tag': 'devices?status=offline&tag=window&sort=lastSeenAt',
  'a page of 500 from the middle': '',
  'numbers for the filters': 'devices/survey',
} as const;

export async function benchList(): Promise<Figure[]> {
  const data = mkdtempSync(join(tmpdir(), 'signet-bench-'));
  const program = startProgram(
    'cloud',
    'cloud/src/main.ts',
    ['--data', data, '--listen', '127.0.0.1:0'],
    join(data, 'log'),
  );
  const cloud = String(JSON.parse(await program.untilLine(/"code":"listening"/)).url);
  const person = await signUp(cloud);
  const { body: session } = await person.call('GET', '/api/v1/session');
  const db = openDatabase({ file: join(data, 'cloud.sqlite') });
  await seedDevices(db, { accountId: Object(session['account']).id, count, now: Date.now() });
  await db.destroy();

  const times = new Map<string, number[]>();
  const middle = await cursorOfMiddle(person);
  for (let round = 0; round < rounds; round += 1) {
    for (const [what, path] of Object.entries(questions)) {
      const startedMs = performance.now();
      const answer = await person.call('GET', `/api/v1/${path === '' ? middle : path}`);
      times.set(what, [...(times.get(what) ?? []), performance.now() - startedMs]);
      if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}.`);
    }
  }
  await program.stop();
  return [...times].map(([what, measured]) => ({
    what: `${count} devices, ${what}, median`,
    measured: percentile(measured, 0.5),
    spread: spreadOf(measured),
    budget: budgetMs,
    unit: 'ms',
  }));
}

async function cursorOfMiddle(person: Person): Promise<string> {
  let path = 'devices?limit=500';
  for (let page = 0; page < count / 2 / 500; page += 1) {
    const { body } = await person.call('GET', `/api/v1/${path}`);
    path = `devices?limit=500&cursor=${body['nextCursor']}`;
  }
  return path;
}
