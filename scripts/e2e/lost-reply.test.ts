/** The reply to a claim is lost on its way: the claim stands, and repeating it says so. */
import t from 'tap';
import { createSimulatedDevice } from '../simulated-device.ts';
import { until } from './test-support/panel.ts';
import { claim, devicesOf, signUp } from './test-support/person.ts';
import { startCloud } from './test-support/programs.ts';

t.test('repeated by the same person it says paired, by another already paired', async (t) => {
  const cloud = await startCloud(t);
  const device = await createSimulatedDevice({ cloud: cloud.url });
  t.teardown(() => device.close());
  const word = await device.connect();
  const code = word.type === 'pairing' ? word.code : '';
  const ada = await signUp(cloud.url, 'Ada');
  const grace = await signUp(cloud.url, 'Grace');

  // Sent whole, and the line is cut before the answer can come.
  await ada.callAndHangUp('POST', '/api/v1/pairings/claim', { code, name: 'Counter' });
  await until('the claim to have been carried out', async () => (await devicesOf(ada)).length === 1);

  const repeated = await claim(ada, { code, name: 'Counter' });
  t.match(repeated, { status: 200, body: { device: { id: device.deviceId, name: 'Counter' } } });
  t.match(await claim(grace, { code }), { status: 409, body: { code: 'already-paired' } });
  t.same(await devicesOf(grace), []);
});
