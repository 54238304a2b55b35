import t from 'tap';
import { startWholeCloud } from '../../testing/whole-cloud.ts';
import { identityTables } from '../accounts.ts';

const cloud = await startWholeCloud(t);

t.test('members are listed by name, with their roles', async (t) => {
  const admin = await cloud.signUp('Zoe');
  const viewer = await cloud.member(admin, 'viewer');
  const operator = await cloud.member(admin, 'operator');
  const { body } = await operator.ask('GET', '/api/v1/members');
  t.match(body.members, [
    { name: 'Zoe', role: 'admin', userId: admin.userId, email: admin.email, joinedAt: Number },
    { name: 'operator', role: 'operator' },
    { name: 'viewer', role: 'viewer', userId: viewer.userId },
  ]);
  t.equal(body.members.length, 3);
});

t.test('an Admin gives roles, from the next request on, and it is written down', async (t) => {
  const admin = await cloud.signUp('Admin');
  const viewer = await cloud.member(admin, 'viewer');
  const give = (role: string, userId = viewer.userId) =>
    admin.ask('PATCH', `/api/v1/members/${userId}`, { role });
  t.equal((await give('admin')).status, 204);
  t.equal((await viewer.ask('GET', '/api/v1/audit')).status, 200);
  t.equal((await give('viewer')).status, 204);
  t.equal((await viewer.ask('GET', '/api/v1/audit')).status, 403);
  t.equal((await give('viewer')).status, 204, 'the same once more changes nothing');
  const { body } = await admin.ask('GET', '/api/v1/audit?action=member');
  t.match(body.entries, [
    { action: 'member.role-changed', before: { role: 'admin' }, after: { role: 'viewer' } },
    { before: { role: 'viewer' }, after: { role: 'admin' }, subject: { id: viewer.userId, kind: 'member' } },
  ]);
  t.equal(body.entries.length, 2);
  t.match(await give('owner'), { status: 400, body: { field: 'role' } });
  t.match(await give('admin', 'nobody'), { status: 404, body: { code: 'unknown-member' } });
  const stranger = await cloud.signUp('Stranger');
  t.match(await give('admin', stranger.userId), { status: 404 }, 'nobody is a member by being named');
});

t.test('the last Admin stays one: no leaving, no removing, no demoting', async (t) => {
  const admin = await cloud.signUp('Admin');
  const operator = await cloud.member(admin, 'operator');
  const self = `/api/v1/members/${admin.userId}`;
  const refused = { status: 409, body: { code: 'last-admin' } };
  t.match(await admin.ask('PATCH', self, { role: 'operator' }), refused);
  t.match(await admin.ask('DELETE', self), refused);
  t.match(await admin.ask('POST', '/api/v1/account/leave'), refused);
  t.equal((await admin.ask('PATCH', self, { role: 'admin' })).status, 204, 'what they are they may stay');

  await admin.ask('PATCH', `/api/v1/members/${operator.userId}`, { role: 'admin' });
  // Each removes the other at once: one of them remains.
  const both = await Promise.all([
    admin.ask('DELETE', `/api/v1/members/${operator.userId}`),
    operator.ask('DELETE', `/api/v1/members/${admin.userId}`),
  ]);
  t.same(both.map(({ status }) => status).includes(204), true);
  const left = await identityTables(cloud.db)
    .selectFrom('member')
    .select('role')
    .where('organizationId', '=', admin.accountId)
    .execute();
  t.same(left, [{ role: 'admin' }]);
});

t.test('whoever is removed is out at once, with every session, and can come back only anew', async (t) => {
  const admin = await cloud.signUp('Admin');
  const operator = await cloud.member(admin, 'operator');
  const screen = await cloud.screen();
  await admin.ask('POST', '/api/v1/pairings/claim', { code: screen.code });
  t.equal((await operator.ask('GET', `/api/v1/devices/${screen.deviceId}`)).status, 200);
  t.equal((await admin.ask('DELETE', `/api/v1/members/${operator.userId}`)).status, 204);
  t.match(await operator.ask('GET', `/api/v1/devices/${screen.deviceId}`), { status: 404 });
  const { body: session } = await operator.ask('GET', '/api/v1/session');
  t.not(session.account.id, admin.accountId, 'the session acts on an account of their own');
  t.match(await operator.ask('POST', '/api/v1/session/account', { accountId: admin.accountId }), {
    status: 404,
  });
  t.match(await admin.ask('DELETE', `/api/v1/members/${operator.userId}`), {
    status: 404,
    body: { code: 'unknown-member' },
  });
  const { body } = await admin.ask('GET', '/api/v1/audit?action=member');
  t.match(body.entries, [
    { action: 'member.removed', subject: { id: operator.userId }, before: { role: 'operator' } },
  ]);
  await screen.device.leave();
});

t.test('anybody may leave, whatever their role', async (t) => {
  const admin = await cloud.signUp('Admin');
  for (const role of ['operator', 'installer', 'viewer'] as const) {
    const member = await cloud.member(admin, role);
    t.equal((await member.ask('POST', '/api/v1/account/leave')).status, 204, role);
    t.not((await member.ask('GET', '/api/v1/session')).body.account.id, admin.accountId);
  }
  const { body } = await admin.ask('GET', '/api/v1/audit?action=member.left');
  t.equal(body.entries.length, 3);
});
