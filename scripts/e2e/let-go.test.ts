/** A screen whose binding ends by itself says why, in words, and shows a code to begin anew. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import t, { type Test } from 'tap';
import { startProgram } from '../program.ts';
import { until } from './test-support/panel.ts';
import { claim, devicesOf, type Person, signUp } from './test-support/person.ts';
import { newFolder, type RunningCloud, startCloud } from './test-support/programs.ts';

const agentMain = fileURLToPath(new URL('../../device/agent/src/main.ts', import.meta.url));

/** A real agent that writes its screens as text. */
function startTalkingAgent(t: Test, cloud: RunningCloud, data: string) {
  const args = ['--cloud', cloud.url, '--data', data, '--listen', '127.0.0.1:0', '--display', 'terminal'];
  const program = startProgram('agent', agentMain, [...args, '--serial', 'E2E-1'], join(data, 'agent.log'));
  t.teardown(() => program.kill());
  return program;
}

function readCode(data: string): string | null {
  const database = new Database(join(data, 'agent.db'), { readonly: true });
  const row = database.prepare<[], { value: string }>("SELECT value FROM fact WHERE name = 'pairing'").get();
  database.close();
  return row === undefined ? null : JSON.parse(row.value).code;
}

async function pair(person: Person, data: string): Promise<void> {
  await until('a code', () => {
    try {
      return readCode(data);
    } catch {
      return null;
    }
  });
  const claimed = await claim(person, { code: readCode(data) ?? '', name: 'Lobby' });
  if (claimed.status !== 200) throw new Error(`the claim answered ${claimed.status}`);
  await until('the screen to play', async () =>
    (await devicesOf(person)).some(({ showing }) => showing === 'playing' || showing === 'loading'),
  );
}

t.test('when its account is closed', async (t) => {
  const cloud = await startCloud(t);
  const data = newFolder('device');
  const agent = startTalkingAgent(t, cloud, data);
  const person = await signUp(cloud.url, 'Ada');
  await pair(person, data);
  const closed = await person.call('POST', '/api/v1/account/close', { name: "Ada's screens" });
  t.equal(closed.status, 204);
  t.match(await agent.untilLine(/Its account was closed/), /closed/);
  const code = await until('a new code', () => readCode(data));
  const next = await signUp(cloud.url, 'Grace');
  t.equal((await claim(next, { code })).status, 200, 'and another account can have it at once');
});

t.test('when it was away for longer than its account allows', async (t) => {
  const cloud = await startCloud(t);
  const data = newFolder('device');
  const agent = startTalkingAgent(t, cloud, data);
  const person = await signUp(cloud.url, 'Ada');
  await pair(person, data);
  t.equal((await person.call('PATCH', '/api/v1/account/policies', { lapseDays: 7 })).status, 200);
  await agent.stop();
  await cloud.program.stop();
  takeAway(cloud.data, 8);

  const later = await startCloud(t, { data: cloud.data, listen: new URL(cloud.url).host });
  await until('the sweep to let it go', async () => (await devicesOf(person)).length === 0);
  const back = startTalkingAgent(t, later, data);
  t.match(await back.untilLine(/Away for too long/), /Away/);
  t.ok(await until('a new code', () => readCode(data)));
  const { body } = await person.call('GET', '/api/v1/audit?action=device.lapsed');
  t.match(JSON.stringify(body), /"offline-expired"/);
});

/** As if nothing had been heard of any device for so many days. */
function takeAway(cloudData: string, days: number): void {
  const database = new Database(join(cloudData, 'cloud.sqlite'));
  const before = Date.now() - days * 86_400_000;
  database.prepare('UPDATE device_key SET last_seen_at = ?').run(before);
  database.prepare('UPDATE binding SET bound_at = ?').run(before);
  database.close();
}
