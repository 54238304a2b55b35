/** Tokens and the devices that carry them, for tests: a real socket, a real key, what a stick would say. */
import type { CloudMessage, HelloClaims } from '@signet/protocol';
import type { TestCloud } from '../../devices/testing/test-cloud.ts';
import type { TestDevice, TestKey } from '../../devices/testing/test-device.ts';

export interface Made {
  id: string;
  token: string;
}

export async function makeTestToken(cloud: TestCloud, fields: object = {}, user = 'ann'): Promise<Made> {
  const answer = await cloud.request(
    'POST',
    '/api/v1/provisioning-tokens',
    { user },
    { name: 'Shops', ...fields },
  );
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body;
}

export interface Enrolled {
  device: TestDevice;
  /** The cloud's answer to the token. */
  answer: CloudMessage;
}

/** Powers a device on that nobody has, with this token on its stick. */
export async function enrolBy(
  cloud: TestCloud,
  token: string,
  claims: Partial<HelloClaims> = {},
  key?: TestKey,
): Promise<Enrolled> {
  const device = await cloud.device(key);
  await device.signOn({ serial: device.key.deviceId.slice(0, 10), ...claims });
  await device.next('pairing');
  return { device, answer: await tryToken(device, token) };
}

/** Resolves with what the cloud says next. */
export async function tryToken(device: TestDevice, token: string): Promise<CloudMessage> {
  device.send({ type: 'enrol', token });
  return device.any();
}
