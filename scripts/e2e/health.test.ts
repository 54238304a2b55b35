/** What happens to an agent is told to its owner: killed, stopped in good order, frozen. */
import t, { type Test } from 'tap';
import { pairingIdOf, until, untilQr } from './test-support/panel.ts';
import { claim, type Person, signUp } from './test-support/person.ts';
import { type RunningAgent, startAgent, startCloud } from './test-support/programs.ts';

async function paired(t: Test) {
  const cloud = await startCloud(t);
  const agent = await startAgent(t, { cloud: cloud.url });
  const person = await signUp(cloud.url, 'Ada');
  const claimed = await claim(person, { pairingId: pairingIdOf(await untilQr(agent)), name: 'Lobby' });
  t.equal(claimed.status, 200);
  const it = { cloud, agent, person };
  await until('its first readings', async () => (await healthOf(person, agent)).readings !== null);
  return it;
}

interface Health {
  warnings: { code: string }[];
  readings: { at: string } | null;
  changes: { what: string; code: string | null }[];
}

async function healthOf(person: Person, { deviceId }: RunningAgent): Promise<Health> {
  const { body } = await person.call('GET', `/api/v1/devices/${deviceId}/health`);
  return body as unknown as Health;
}

async function statusOf(person: Person, { deviceId }: RunningAgent) {
  return (await person.call('GET', `/api/v1/devices/${deviceId}`)).body['status'];
}

t.test('an agent that was killed says so when it is back, and the warning closes by its term', async (t) => {
  const { cloud, agent, person } = await paired(t);
  t.notOk((await healthOf(person, agent)).warnings.some(({ code }) => code === 'agent-restarted'));
  await agent.program.kill();
  await until('it to be offline', async () => (await statusOf(person, agent)) === 'offline', 5_000);
  await startAgent(t, { cloud: cloud.url, data: agent.data, healthLookMs: 50 });
  const isRaised = async () =>
    (await healthOf(person, agent)).warnings.some(({ code }) => code === 'agent-restarted');
  await until('the warning', isRaised);
  await until('its end', async () => !(await isRaised()));
  const { changes } = await healthOf(person, agent);
  const told = changes.filter(({ code }) => code === 'agent-restarted').map(({ what }) => what);
  t.same(told, ['closed', 'raised'], 'the latest first');
});

t.test(
  'an agent that is stopped in good order is offline at once, and has nothing to tell later',
  async (t) => {
    const { cloud, agent, person } = await paired(t);
    const before = (await healthOf(person, agent)).readings?.at;
    await agent.program.stop();
    await until('it to be offline', async () => (await statusOf(person, agent)) === 'offline', 3_000);
    await startAgent(t, { cloud: cloud.url, data: agent.data });
    await until('it to be online', async () => (await statusOf(person, agent)) === 'online');
    await until('its readings', async () => (await healthOf(person, agent)).readings?.at !== before);
    t.notOk((await healthOf(person, agent)).warnings.some(({ code }) => code === 'agent-restarted'));
  },
);

t.test('an agent that is frozen is offline within a minute', { timeout: 120_000 }, async (t) => {
  const { agent, person } = await paired(t);
  process.kill(agent.program.pid, 'SIGSTOP');
  const began = performance.now();
  t.equal(await statusOf(person, agent), 'online');
  await until('it to be offline', async () => (await statusOf(person, agent)) === 'offline', 62_000, 500);
  t.comment(`offline after ${Math.round((performance.now() - began) / 1_000)} s of silence`);
  process.kill(agent.program.pid, 'SIGCONT');
  await until('it to be back', async () => (await statusOf(person, agent)) === 'online');
});
