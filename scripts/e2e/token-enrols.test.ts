/** A device with a provisioning token enrols by itself and plays; with one that was revoked it says why it does not. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { openBrowser } from './test-support/browser.ts';
import { until } from './test-support/panel.ts';
import { devicesOf, signUp } from './test-support/person.ts';
import { startAgent, startCloud } from './test-support/programs.ts';

async function withToken(t: Test) {
  const cloud = await startCloud(t);
  const person = await signUp(cloud.url, 'Ada');
  const { status, body } = await person.call('POST', '/api/v1/provisioning-tokens', {
    ...{ name: 'Roll-out', maxUses: 5, namePattern: 'Screen {n}', tags: ['new'] },
  });
  t.equal(status, 200);
  return { cloud, person, id: String(body['id']), token: String(body['token']) };
}

t.test('a device with a token is enrolled without a person, and plays', async (t) => {
  const { cloud, person, token } = await withToken(t);
  const agent = await startAgent(t, { cloud: cloud.url, provisioningToken: token });
  const browser = await openBrowser(t);
  await (await browser.newPage()).goto(agent.page);
  const device = await until('the device to play', async () =>
    (await devicesOf(person)).find(
      ({ id, status, showing }) => id === agent.deviceId && status === 'online' && showing === 'playing',
    ),
  );
  t.equal(device.name, 'Screen 1');
  t.notMatch(readFileSync(join(agent.data, 'agent.log'), 'utf8'), token);
});

t.test('a device whose token was revoked says so on its panel, beside its code', async (t) => {
  const { cloud, person, id, token } = await withToken(t);
  t.match((await person.call('DELETE', `/api/v1/provisioning-tokens/${id}`)).status, 204);
  const agent = await startAgent(t, { cloud: cloud.url, provisioningToken: token });
  const picture = await until('the reason on the panel', async () => {
    const text = await (await fetch(`${agent.page}/screen.svg?w=1280&h=720`)).text();
    return text.includes('The token was revoked') && text;
  });
  t.match(picture, /Pair this screen/);
  t.match(await devicesOf(person), []);
  t.notMatch(readFileSync(join(agent.data, 'agent.log'), 'utf8'), token);
});
