import t, { type Test } from 'tap';
import { startTestCloud, type TestCloud } from '../devices/testing/test-cloud.ts';

const claimed = (answer: { status: number; body: { code?: string } }) => answer.body.code ?? answer.status;

async function start(t: Test, alwaysConfirm: 0 | 1, deviceLimit: number | null = null): Promise<TestCloud> {
  const cloud = await startTestCloud();
  t.teardown(() => cloud.close());
  await cloud.deps.db
    .insertInto('accountSettings')
    .values({ accountId: 'a-ann', deviceLimit, defaultPlaylistId: null, createdAt: 0, alwaysConfirm })
    .execute();
  return cloud;
}

async function screen(t: Test, cloud: TestCloud) {
  const device = await cloud.device();
  t.teardown(() => device.leave());
  return (await device.signOn()).next('pairing');
}

t.test('an account that always asks gets no screen by a scan that nobody confirmed', async (t) => {
  const cloud = await start(t, 1);
  const { pairingId } = await screen(t, cloud);
  const refused = await cloud.claim({ pairingId });
  t.match(refused, { status: 409, body: { code: 'confirm-first', field: 'confirmed', detail: /Compare/ } });
  t.equal(claimed(await cloud.claim({ pairingId, confirmed: false })), 'confirm-first');
  t.same(await cloud.deps.db.selectFrom('binding').selectAll().execute(), [], 'nothing is bound');
  t.equal(
    (await cloud.request('GET', `/api/v1/pairings/${pairingId}`)).body.status,
    'live',
    'the code lives on',
  );
  t.equal(claimed(await cloud.claim({ pairingId, confirmed: true })), 200);
  t.equal(claimed(await cloud.claim({ pairingId })), 200, 'a repeated claim is an answer and no claim');
});

t.test('nor does a key of it', async (t) => {
  const cloud = await start(t, 1);
  const { pairingId } = await screen(t, cloud);
  const byKey = (body: object) =>
    cloud.request('POST', '/api/v1/pairings/claim', { user: 'ann', kind: 'api-key' }, body);
  t.equal(claimed(await byKey({ pairingId })), 'confirm-first');
  t.equal(claimed(await byKey({ pairingId, confirmed: true })), 200);
});

t.test('who typed the code has compared it', async (t) => {
  const cloud = await start(t, 1);
  const { code } = await screen(t, cloud);
  t.equal(claimed(await cloud.claim({ code })), 200);
});

t.test('other accounts ask nobody', async (t) => {
  const cloud = await start(t, 0);
  t.equal(claimed(await cloud.claim({ pairingId: (await screen(t, cloud)).pairingId })), 200);
  t.equal(claimed(await cloud.claim({ pairingId: (await screen(t, cloud)).pairingId }, 'bob')), 200);
});

t.test('what cannot be paired anyway is not asked to be confirmed first', async (t) => {
  const cloud = await start(t, 1, 0);
  t.equal(
    claimed(await cloud.claim({ pairingId: (await screen(t, cloud)).pairingId })),
    'device-limit-reached',
  );
  const dead = await screen(t, cloud);
  await cloud.claim({ code: dead.code }, 'bob');
  t.equal(claimed(await cloud.claim({ pairingId: dead.pairingId })), 'already-paired');
});

t.test('nothing is bound to an account that was closed since the claim began', async (t) => {
  const cloud = await start(t, 0);
  await cloud.deps.db.updateTable('accountSettings').set({ closedAt: 1 }).execute();
  const { pairingId } = await screen(t, cloud);
  t.match(await cloud.claim({ pairingId }), {
    status: 404,
    body: { code: 'unknown-account', field: 'accountId' },
  });
  t.same(await cloud.deps.db.selectFrom('binding').selectAll().execute(), []);
});
