/** Every route of the API, as it describes itself, tried by somebody of another account and by nobody. */
import t from 'tap';
import { createSimulatedDevice } from '../simulated-device.ts';
import { claim, devicesOf, nobody, type Person, signUp } from './test-support/person.ts';
import { startCloud } from './test-support/programs.ts';

/** What each route that takes a body is sent, so that it is refused for who asks and not for what is asked. */
const bodies: Readonly<
  Record<
    string,
    (victim: { deviceId: string; pairingId: string; accountId: string; playlistId: string }) => unknown
  >
> = {
  'patch /api/v1/devices/{id}': () => ({ name: 'Mine now' }),
  'post /api/v1/devices/bulk': ({ deviceId }) => ({
    action: { kind: 'remove' },
    devices: { ids: [deviceId] },
  }),
  'post /api/v1/pairings/claim': ({ pairingId }) => ({ pairingId }),
  'post /api/v1/pairings/undo': ({ deviceId }) => ({ deviceId }),
  'post /api/v1/session/account': ({ accountId }) => ({ accountId }),
  'post /api/v1/accounts': () => ({ name: 'One more' }),
  'patch /api/v1/members/{userId}': () => ({ role: 'viewer' }),
  'post /api/v1/account/leave': () => ({}),
  'patch /api/v1/account': () => ({ name: 'Mine now' }),
  'patch /api/v1/account/policies': () => ({ deletionLock: false }),
  'post /api/v1/account/close': () => ({ name: "Somebody else's screens" }),
  'post /api/v1/invitations': () => ({ email: 'friend@signet.example', role: 'admin' }),
  'post /api/v1/invitations/{id}/resend': () => ({}),
  'post /api/v1/invitations/{id}/accept': () => ({}),
  'post /api/v1/api-keys': () => ({ name: 'Mine' }),
  'post /api/v1/companies': () => ({}),
  'post /api/v1/companies/{providerId}/confirm-domain': () => ({}),
  'patch /api/v1/companies/{providerId}': () => ({ onlySso: false }),
  'post /api/v1/companies/{providerId}/renew': () => ({ clientSecret: 'x' }),
  'post /api/v1/mails/{id}/send': () => ({}),
  'post /api/v1/provisioning-tokens': () => ({ name: 'Mine' }),
  'patch /api/v1/provisioning-tokens/{id}': () => ({ name: 'Mine' }),
  'post /api/v1/media': () => ({}),
  'patch /api/v1/media/{sha256}': () => ({ name: 'Mine now' }),
  'post /api/v1/media/{sha256}/restore': () => ({}),
  'post /api/v1/playlists': () => ({ name: 'Mine' }),
  'patch /api/v1/playlists/{id}': () => ({ name: 'Mine now' }),
  'put /api/v1/default-playlist': ({ playlistId }) => ({ playlistId }),
  'put /api/v1/tag-playlists': ({ playlistId }) => ({ tag: 'window', playlistId }),
  'put /api/v1/devices/{id}/playlist': () => ({ playlistId: null }),
};

/** What nobody else has. */
const picture = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="9"><title>VICTIM</title></svg>',
);

/** Routes that somebody of another account may call, because they speak of nothing but the caller. */
const ofTheCaller = new Set([
  'get /api/v1/session',
  'get /api/v1/account',
  'patch /api/v1/account',
  'get /api/v1/account/policies',
  'patch /api/v1/account/policies',
  // Wants the name of the caller's own account, typed.
  'post /api/v1/account/close',
  'post /api/v1/accounts',
  'get /api/v1/devices',
  'get /api/v1/devices/survey',
  // Answers for each device of another that there is none; that nothing happens to it is looked at below.
  'post /api/v1/devices/bulk',
  'get /api/v1/pairings/{pairingId}',
  'get /api/v1/sign-in-methods',
  'get /api/v1/sign-ins',
  'get /api/v1/mails',
  'get /api/v1/members',
  'get /api/v1/api-keys',
  'post /api/v1/api-keys',
  'get /api/v1/invitations',
  'get /api/v1/audit',
  'get /api/v1/audit/authors',
  'get /api/v1/audit/export',
  'get /api/v1/companies',
  'post /api/v1/companies',
  'get /api/v1/company-addresses',
  'get /api/v1/provisioning-tokens',
  'post /api/v1/provisioning-tokens',
  'get /api/v1/media',
  // Is no picture: refused for what it is.
  'post /api/v1/media',
  'get /api/v1/playlists',
  'post /api/v1/playlists',
]);
/** Routes that nobody in particular may call; what they may tell is tested beside them. */
const forAnyone = new Set(['get /api/v1/pairings/{pairingId}', 'get /api/v1/sign-in-methods']);

async function namesOf(person: Person): Promise<string[]> {
  return (await devicesOf(person)).map(({ id, name }) => `${id} ${name}`);
}

t.test('nothing of an account can be read or changed by anyone outside it', async (t) => {
  const cloud = await startCloud(t);
  const device = await createSimulatedDevice({ cloud: cloud.url, serial: 'VICTIM-SERIAL' });
  t.teardown(() => device.close());
  const word = await device.connect();
  const pairingId = word.type === 'pairing' ? word.pairingId : '';
  const victim = await signUp(cloud.url, 'Victim');
  t.equal((await claim(victim, { pairingId, name: 'Victim screen' })).status, 200);
  const before = await namesOf(victim);
  const media = await victim.call('POST', '/api/v1/media?name=Victim%20picture', picture);
  const sha256 = String(Object(media.body['file']).sha256);
  t.match(sha256, /^[0-9a-f]{64}$/, 'the victim has a picture of their own');
  const made = await victim.call('POST', '/api/v1/playlists', {
    name: 'Victim playlist',
    items: [{ sha256, durationMs: 5_000 }],
  });
  const playlistId = String(made.body['id']);
  const contentBefore = await victim.call('GET', '/api/v1/playlists');
  const { body: ofVictim } = await victim.call('GET', '/api/v1/session');
  const accountId = String(Object(ofVictim['account']).id);
  const userId = String(Object(ofVictim['user']).id);

  const { body: description } = await victim.call('GET', '/api/v1/openapi.json');
  const routes = Object.entries(description['paths'] as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ path, method, name: `${method} ${path}` })),
  );
  t.ok(routes.length >= 8, `the description lists ${routes.length} routes`);

  const stranger = await signUp(cloud.url, 'Stranger');
  const outsider = nobody(cloud.url);
  for (const { path, method, name } of routes) {
    // A stream never ends by itself; strangers try it in `events.test.ts`.
    if (name === 'get /api/v1/events') continue;
    const url = path
      .replace('{id}', path.includes('/playlists/') ? playlistId : device.deviceId)
      .replace('{sha256}', sha256)
      .replace('{pairingId}', pairingId)
      .replace('{providerId}', 'victims-company')
      .replace('{userId}', userId)
      .replace(/export$/, 'export?format=json')
      .replace(/\/media$/, '/media?name=Mine')
      .replace(/company-addresses$/, 'company-addresses?domain=stranger.example&protocol=oidc');
    t.notMatch(url, /[{}]/, `the test knows the parameters of ${name}`);
    const body = bodies[name]?.({ deviceId: device.deviceId, pairingId, accountId, playlistId });
    if (['post', 'put', 'patch'].includes(method)) t.ok(body, `the test knows a body for ${name}`);

    const toNobody = await outsider.call(method.toUpperCase(), url, body);
    t.equal(
      toNobody.status,
      forAnyone.has(name) ? 200 : 401,
      `${name} by nobody: ${JSON.stringify(toNobody.body)}`,
    );
    const toStranger = await stranger.call(method.toUpperCase(), url, body);
    if (!ofTheCaller.has(name))
      t.ok([403, 404, 409].includes(toStranger.status), `${name} by a stranger: ${toStranger.status}`);
    for (const { body: told } of [toNobody, toStranger]) {
      t.notMatch(JSON.stringify(told), /Victim|VICTIM/, `${name} tells nothing of the victim`);
    }
  }
  const spare = await createSimulatedDevice({ cloud: cloud.url });
  t.teardown(() => spare.close());
  const offered = await spare.connect();
  const foisted = await claim(stranger, {
    pairingId: offered.type === 'pairing' ? offered.pairingId : '',
    accountId,
  });
  t.ok([403, 404].includes(foisted.status), `a device foisted upon another account: ${foisted.status}`);
  t.same(await namesOf(victim), before, 'and nothing has changed');
  t.same(await victim.call('GET', '/api/v1/playlists'), contentBefore);
  t.same(await devicesOf(stranger), []);
});
