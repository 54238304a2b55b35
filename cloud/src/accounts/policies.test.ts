import t from 'tap';
import { totp } from '../identity/sign-in/testing/totp.ts';
import { type Someone, startWholeCloud } from '../testing/whole-cloud.ts';

const cloud = await startWholeCloud(t);
const path = '/api/v1/account/policies';
const change = (someone: Someone, body: object) => someone.ask('PATCH', path, body);

const lines = (accountId: string) =>
  cloud.db
    .selectFrom('audit')
    .select(['action', 'userId', 'subjectName', 'before', 'after', 'address'])
    .where('accountId', '=', accountId)
    .where('action', 'like', 'account.%')
    .where('action', '!=', 'account.opened')
    .orderBy('auditId')
    .execute();

/** Turns on a second factor; the session is another afterwards. */
async function withFactor(someone: Someone): Promise<Someone> {
  const password = 'a long enough one';
  const enabled = await someone.ask('POST', '/api/auth/two-factor/enable', { password });
  const verified = await someone.ask('POST', '/api/auth/two-factor/verify-totp', {
    code: totp(enabled.body.totpURI),
  });
  if (verified.status !== 200) throw new Error(`the code was answered ${verified.status}`);
  const cookie = verified.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return { ...someone, cookie, ask: (method, at, body) => cloud.send(method, at, { cookie, body }) };
}

t.test('an account begins without rules of its own, and each can be set and taken back', async (t) => {
  const admin = await cloud.signUp('Ada');
  const before = await admin.ask('GET', path);
  t.same(before.body, {
    alwaysConfirm: false,
    mfaRequired: false,
    deletionLock: false,
    lapseDays: null,
    cloudLapseDays: 90,
    onlySsoDomains: [],
    membersWithoutSecondFactor: 1,
    awayLonger: 0,
  });
  const set = { alwaysConfirm: true, deletionLock: true, lapseDays: 30 };
  t.match(await change(admin, set), { status: 200, body: { ...set, mfaRequired: false } });
  t.match((await admin.ask('GET', path)).body, set);
  t.match((await change(admin, { ...set, lapseDays: 0 })).body, { lapseDays: 0 });
  t.match((await change(admin, { deletionLock: false, lapseDays: null })).body, {
    ...{ alwaysConfirm: true, deletionLock: false, lapseDays: null },
  });
});

t.test('what was changed is in the audit log, before and after, and nothing else is', async (t) => {
  const admin = await cloud.signUp('Ada');
  await change(admin, { alwaysConfirm: true, deletionLock: false, lapseDays: 7 });
  await change(admin, { alwaysConfirm: true });
  const written = await lines(admin.accountId);
  t.equal(written.length, 1, 'what is so already is no change');
  t.match(written[0], {
    action: 'account.policies-changed',
    userId: admin.userId,
    subjectName: "Ada's screens",
  });
  t.same(JSON.parse(written[0]?.before ?? ''), { alwaysConfirm: false, lapseDays: null });
  t.same(JSON.parse(written[0]?.after ?? ''), { alwaysConfirm: true, lapseDays: 7 });
});

t.test('only an Admin, in person and from here, reads or changes them', async (t) => {
  const admin = await cloud.signUp('Ada');
  const made = await admin.ask('POST', '/api/v1/api-keys', { name: 'script', role: 'admin' });
  const headers = { Authorization: `Bearer ${made.body.key}` };
  const body = { deletionLock: true };
  t.match(await cloud.send('PATCH', path, { headers, body }), { status: 403, body: { code: 'not-allowed' } });
  t.match(await cloud.send('GET', path, { headers }), { status: 403, body: { code: 'not-allowed' } });
  for (const role of ['operator', 'installer', 'viewer'] as const) {
    const member = await cloud.member(admin, role);
    t.match(await change(member, body), { status: 403, body: { code: 'not-allowed' } }, role);
  }
  const foreign = await cloud.send('PATCH', path, {
    cookie: admin.cookie,
    headers: { Origin: 'https://evil.example' },
    body,
  });
  t.match(foreign, { status: 403, body: { code: 'foreign-origin' } });
  t.match(await cloud.send('PATCH', path, { body }), { status: 401, body: { code: 'sign-in-required' } });
  t.same(await lines(admin.accountId), []);
});

t.test('what is no policy, or makes no sense, is refused by its name', async (t) => {
  const admin = await cloud.signUp('Ada');
  for (const [body, field] of [
    [{}, undefined],
    [{ lapseDays: -1 }, 'lapseDays'],
    [{ lapseDays: 1.5 }, 'lapseDays'],
    [{ lapseDays: 3_651 }, 'lapseDays'],
    [{ deletionLock: 'yes' }, 'deletionLock'],
    [{ deviceLimit: 1_000 }, undefined],
    [{ alwaysConfirm: true, onlySso: true }, undefined],
  ] as const) {
    const refused = await change(admin, body);
    t.match(refused, { status: 400, body: { code: 'invalid-request' } }, JSON.stringify(body));
    t.equal(refused.body.field, field);
  }
  t.same(await lines(admin.accountId), []);
});

t.test('who asks a second factor of others has shown their own', async (t) => {
  const admin = await cloud.signUp('Ada');
  const viewer = await cloud.member(admin, 'viewer');
  const refused = await change(admin, { mfaRequired: true, alwaysConfirm: true });
  t.match(refused, { status: 409, body: { code: 'prove-second-factor-first', field: 'mfaRequired' } });
  t.match(
    (await admin.ask('GET', path)).body,
    { mfaRequired: false, alwaysConfirm: false },
    'all or nothing',
  );

  const proven = await withFactor(admin);
  t.match((await proven.ask('GET', path)).body, { membersWithoutSecondFactor: 1 });
  t.equal((await change(proven, { mfaRequired: true })).status, 200);
  t.equal((await proven.ask('GET', '/api/v1/devices')).status, 200);
  for (const [method, at, body] of [
    ['GET', '/api/v1/devices', undefined],
    ['GET', '/api/v1/account', undefined],
    ['GET', '/api/v1/events', undefined],
    ['PATCH', '/api/v1/devices/x', { name: 'Mine' }],
  ] as const) {
    const answer = await viewer.ask(method, at, body);
    t.match(answer, { status: 403, body: { code: 'second-factor-required', detail: /Security/ } }, at);
  }
  t.match(await viewer.ask('GET', '/api/v1/session'), {
    status: 200,
    body: {
      account: { id: admin.accountId, needsSecondFactor: true },
      accounts: [{ needsSecondFactor: false }],
    },
  });
  const set = await withFactor(viewer);
  t.equal((await set.ask('GET', '/api/v1/devices')).status, 200);
});

t.test(
  'the account’s second factor is asked for at a claim and an undo too, whatever account is active',
  async (t) => {
    const admin = await withFactor(await cloud.signUp('Ada'));
    const installer = await cloud.member(admin, 'installer');
    const { accountId } = admin;
    const before = await cloud.screen();
    const claim = (someone: Someone, { pairingId }: { pairingId: string }) =>
      someone.ask('POST', '/api/v1/pairings/claim', { pairingId, accountId });
    t.equal((await claim(installer, before)).status, 200);
    t.equal((await change(admin, { mfaRequired: true })).status, 200);

    const { body: session } = await installer.ask('GET', '/api/v1/session');
    await installer.ask('POST', '/api/v1/session/account', { accountId: session.accounts[0].id });
    const screen = await cloud.screen();
    t.match(await claim(installer, screen), { status: 403, body: { code: 'second-factor-required' } });
    const undone = await installer.ask('POST', '/api/v1/pairings/undo', { deviceId: before.deviceId });
    t.match(undone, { status: 403, body: { code: 'second-factor-required' } });
    const looked = await installer.ask('GET', `/api/v1/pairings/${screen.pairingId}`);
    t.match(looked.body, { status: 'live' }, 'and the code lives on meanwhile');
    t.equal((await claim(await withFactor(installer), screen)).status, 200);
    for (const { device } of [before, screen]) await device.leave();
  },
);

t.test('while devices are protected, none is removed: not one, not many, not with the account', async (t) => {
  const admin = await cloud.signUp('Ada');
  const operator = await cloud.member(admin, 'operator');
  const screen = await cloud.screen();
  await admin.ask('POST', '/api/v1/pairings/claim', { pairingId: screen.pairingId });
  await change(admin, { deletionLock: true });
  const locked = { status: 409, body: { code: 'deletion-locked', detail: /Admin/ } };
  const { deviceId } = screen;
  const bulk = (action: object) =>
    operator.ask('POST', '/api/v1/devices/bulk', { action, devices: { ids: [deviceId] } });
  t.match(await operator.ask('DELETE', `/api/v1/devices/${deviceId}`), locked);
  t.match(await operator.ask('DELETE', '/api/v1/devices/nobody'), locked);
  t.match(await bulk({ kind: 'remove' }), locked);
  t.match(await admin.ask('POST', '/api/v1/account/close', { name: "Ada's screens" }), {
    ...{ status: 409, body: { code: 'deletion-locked' } },
  });
  t.equal((await bulk({ kind: 'tag', tags: ['window'] })).status, 200, 'all else goes on');
  t.equal((await operator.ask('GET', `/api/v1/devices/${deviceId}`)).status, 200);
  const undone = await admin.ask('POST', '/api/v1/pairings/undo', { deviceId });
  t.equal(undone.status, 204, 'who has just scanned the wrong screen may still say so');
  await change(admin, { deletionLock: false });
  t.match(await operator.ask('DELETE', '/api/v1/devices/nobody'), { body: { code: 'unknown-device' } });
  await screen.device.leave();
});

t.test('it can be asked beforehand how many devices a limit would let go', async (t) => {
  const admin = await cloud.signUp('Ada');
  const screen = await cloud.screen();
  await admin.ask('POST', '/api/v1/pairings/claim', { pairingId: screen.pairingId });
  await screen.device.next('bound');
  await screen.device.leave();
  await cloud.db
    .updateTable('deviceKey')
    .set({ lastSeenAt: Date.now() - 8 * 86_400_000, onlineSince: null })
    .where('deviceId', '=', screen.deviceId)
    .execute();
  await cloud.db.updateTable('binding').set({ boundAt: 0 }).where('deviceId', '=', screen.deviceId).execute();
  t.match((await admin.ask('GET', `${path}?lapseDays=7`)).body, { awayLonger: 1, lapseDays: null });
  t.match((await admin.ask('GET', `${path}?lapseDays=9`)).body, { awayLonger: 0 });
  t.match((await admin.ask('GET', `${path}?lapseDays=x`)).body, {
    code: 'invalid-request',
    field: 'lapseDays',
  });
});
