/** Every route that is described, tried by each of the four roles; and every way around the roles. */
import t from 'tap';
import { identityTables } from './identity/accounts.ts';
import { type Role, roles } from './identity/rights.ts';
import { type Someone, startWholeCloud } from './testing/whole-cloud.ts';

const cloud = await startWholeCloud(t);

/** The weakest role that each route lets in; `person`: it is about the person, whatever their role. */
const lowest: Readonly<Record<string, Role | 'person' | 'anyone'>> = {
  'get /api/v1/session': 'person',
  'post /api/v1/session/account': 'person',
  'post /api/v1/accounts': 'person',
  'get /api/v1/account': 'viewer',
  'patch /api/v1/account': 'admin',
  'get /api/v1/account/policies': 'admin',
  'patch /api/v1/account/policies': 'admin',
  'post /api/v1/account/close': 'admin',
  'get /api/v1/sign-in-methods': 'anyone',
  'get /api/v1/sign-ins': 'person',
  'get /api/v1/mails': 'person',
  'post /api/v1/mails/{id}/send': 'person',
  'get /api/v1/members': 'operator',
  'patch /api/v1/members/{userId}': 'admin',
  'delete /api/v1/members/{userId}': 'admin',
  'post /api/v1/account/leave': 'person',
  'get /api/v1/api-keys': 'operator',
  'post /api/v1/api-keys': 'operator',
  'delete /api/v1/api-keys/{id}': 'operator',
  'get /api/v1/invitations': 'operator',
  'post /api/v1/invitations': 'admin',
  'post /api/v1/invitations/{id}/resend': 'admin',
  'delete /api/v1/invitations/{id}': 'admin',
  'get /api/v1/invitations/{id}': 'person',
  'post /api/v1/invitations/{id}/accept': 'person',
  'get /api/v1/events': 'viewer',
  'get /api/v1/audit': 'admin',
  'get /api/v1/audit/authors': 'admin',
  'get /api/v1/audit/export': 'admin',
  'get /api/v1/companies': 'admin',
  'get /api/v1/company-addresses': 'admin',
  'post /api/v1/companies': 'admin',
  'post /api/v1/companies/{providerId}/confirm-domain': 'admin',
  'patch /api/v1/companies/{providerId}': 'admin',
  'post /api/v1/companies/{providerId}/renew': 'admin',
  'delete /api/v1/companies/{providerId}': 'admin',
  'get /api/v1/pairings/{pairingId}': 'anyone',
  'post /api/v1/pairings/claim': 'installer',
  'post /api/v1/pairings/undo': 'installer',
  'get /api/v1/provisioning-tokens': 'viewer',
  'post /api/v1/provisioning-tokens': 'operator',
  'get /api/v1/provisioning-tokens/{id}': 'viewer',
  'patch /api/v1/provisioning-tokens/{id}': 'operator',
  'delete /api/v1/provisioning-tokens/{id}': 'operator',
  'get /api/v1/provisioning-tokens/{id}/uses': 'viewer',
  'get /api/v1/provisioning-tokens/{id}/refusals': 'viewer',
  'get /api/v1/devices': 'viewer',
  'get /api/v1/devices/survey': 'viewer',
  'get /api/v1/devices/{id}': 'viewer',
  'get /api/v1/devices/{id}/history': 'viewer',
  'get /api/v1/devices/{id}/health': 'viewer',
  'post /api/v1/devices/bulk': 'operator',
  'get /api/v1/media': 'viewer',
  'post /api/v1/media': 'operator',
  'get /api/v1/media/{sha256}/file': 'viewer',
  'patch /api/v1/media/{sha256}': 'operator',
  'delete /api/v1/media/{sha256}': 'operator',
  'post /api/v1/media/{sha256}/restore': 'operator',
  'get /api/v1/playlists': 'viewer',
  'post /api/v1/playlists': 'operator',
  'get /api/v1/playlists/{id}': 'viewer',
  'patch /api/v1/playlists/{id}': 'operator',
  'delete /api/v1/playlists/{id}': 'operator',
  'put /api/v1/default-playlist': 'operator',
  'put /api/v1/tag-playlists': 'operator',
  'put /api/v1/devices/{id}/playlist': 'operator',
  'patch /api/v1/devices/{id}': 'operator',
  'delete /api/v1/devices/{id}': 'operator',
};

/** Puts somebody who has left back into their role. */
async function returnTo(admin: Someone, someone: Someone, role: Role): Promise<void> {
  if (role === 'admin') return;
  await identityTables(cloud.db)
    .insertInto('member')
    .values({
      id: `again-${someone.userId}`,
      organizationId: admin.accountId,
      userId: someone.userId,
      role,
      createdAt: new Date().toISOString(),
    })
    .execute();
  await someone.ask('POST', '/api/v1/session/account', { accountId: admin.accountId });
}

t.setTimeout(180_000);

t.test('each role comes as far as it may, on every route, and no further', async (t) => {
  const admin = await cloud.signUp('Admin');
  const people = new Map<Role, typeof admin>([['admin', admin]]);
  for (const role of roles.slice(1)) people.set(role, await cloud.member(admin, role));
  const { body: description } = await cloud.send('GET', '/api/v1/openapi.json');
  const routes = Object.entries<object>(description.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ path, method, name: `${method} ${path}` })),
  );
  t.same(routes.map(({ name }) => name).sort(), Object.keys(lowest).sort(), 'the table names every route');

  for (const { path, method, name } of routes) {
    // An answer without an end; who sees devices, which is everybody, may listen.
    if (name === 'get /api/v1/events') continue;
    const weakest = lowest[name] ?? 'anyone';
    for (const [role, someone] of people) {
      const screen = await cloud.screen();
      // A screen that the Admin paired, so that it is nobody else's own.
      if (/devices\/|undo/.test(path))
        await admin.ask('POST', '/api/v1/pairings/claim', { pairingId: screen.pairingId });
      const body = name.endsWith('/claim')
        ? { pairingId: screen.pairingId, accountId: admin.accountId }
        : name.endsWith('/undo')
          ? { deviceId: screen.deviceId }
          : name.endsWith('/accounts') || name.endsWith('/policies')
            ? {}
            : name.endsWith('/close')
              ? { name: 'Not its name' }
              : name.endsWith('/bulk')
                ? { action: { kind: 'remove' }, devices: { ids: [screen.deviceId] } }
                : { name: 'Changed' };
      const url = path.replace('{id}', screen.deviceId).replaceAll(/\{\w+\}/g, 'x');
      const answer = await someone.ask(method.toUpperCase(), url, method === 'get' ? undefined : body);
      const isIn =
        weakest === 'anyone' || weakest === 'person' || roles.indexOf(role) <= roles.indexOf(weakest);
      // Whoever leaves is not here for the next route.
      if (name.endsWith('/leave')) await returnTo(admin, someone, role);
      // Only the claimer undoes, so of the four the Admin alone has something to undo here.
      const expected = name.endsWith('/undo') ? role === 'admin' : isIn;
      t.equal(answer.body?.code !== 'not-allowed', expected, `${name} by ${role}: ${answer.body?.detail}`);
      if (!expected) t.equal(answer.status, 403);
      await screen.device.leave();
    }
  }
});

t.test('an Installer pairs, names and undoes their own screens, and touches no others', async (t) => {
  const admin = await cloud.signUp('Admin');
  const installer = await cloud.member(admin, 'installer');
  const { accountId } = admin;
  const [mine, theirs] = [await cloud.screen(), await cloud.screen()];
  t.equal(
    (await installer.ask('POST', '/api/v1/pairings/claim', { code: mine.code, accountId })).status,
    200,
  );
  t.equal((await admin.ask('POST', '/api/v1/pairings/claim', { code: theirs.code })).status, 200);
  const name = (deviceId: string) =>
    installer.ask('PATCH', `/api/v1/devices/${deviceId}`, { name: 'Window' });
  t.equal((await name(mine.deviceId)).status, 200);
  t.match(await name(theirs.deviceId), { status: 403, body: { code: 'not-allowed', detail: /Operator/ } });
  t.match(await name('nobody'), { status: 404, body: { code: 'unknown-device' } });
  for (const { deviceId } of [mine, theirs]) {
    const removed = await installer.ask('DELETE', `/api/v1/devices/${deviceId}`);
    t.match(removed, { status: 403, body: { code: 'not-allowed' } });
  }
  const undo = (deviceId: string) => installer.ask('POST', '/api/v1/pairings/undo', { deviceId });
  t.match(await undo(theirs.deviceId), { status: 403, body: { code: 'not-allowed' } });
  await identityTables(cloud.db)
    .updateTable('member')
    .set({ role: 'viewer' })
    .where('userId', '=', installer.userId)
    .where('organizationId', '=', admin.accountId)
    .execute();
  t.match(await undo(mine.deviceId), { status: 403, body: { code: 'not-allowed' } }, 'demoted meanwhile');
  await identityTables(cloud.db)
    .updateTable('member')
    .set({ role: 'installer' })
    .where('userId', '=', installer.userId)
    .where('organizationId', '=', admin.accountId)
    .execute();
  t.equal((await undo(mine.deviceId)).status, 204);
  for (const { device } of [mine, theirs]) await device.leave();
});

t.test('a role counts in its own account alone', async (t) => {
  const admin = await cloud.signUp('Admin');
  const viewer = await cloud.member(admin, 'viewer');
  const screen = await cloud.screen();
  const { body: session } = await viewer.ask('GET', '/api/v1/session');
  t.same(
    session.accounts.map(({ role }: { role: Role }) => role),
    ['admin', 'viewer'],
    'Admin at home, Viewer here',
  );
  const foreign = { pairingId: screen.pairingId, accountId: admin.accountId };
  t.match(await viewer.ask('POST', '/api/v1/pairings/claim', foreign), { body: { code: 'not-allowed' } });
  const own = { ...foreign, accountId: session.accounts[0].id };
  t.equal((await viewer.ask('POST', '/api/v1/pairings/claim', own)).status, 200);
  await screen.device.leave();
});

t.test('better-auth’s own routes for organizations lead nowhere', async (t) => {
  const admin = await cloud.signUp('Admin');
  const viewer = await cloud.member(admin, 'viewer');
  const organizationId = admin.accountId;
  const escalations: [string, object][] = [
    ['update-member-role', { organizationId, memberId: viewer.userId, role: 'admin' }],
    ['invite-member', { organizationId, email: 'friend@example.com', role: 'admin' }],
    ['accept-invitation', { invitationId: 'x' }],
    ['remove-member', { organizationId, memberIdOrEmail: admin.email }],
    ['leave', { organizationId }],
    ['create', { name: 'Other', slug: 'other' }],
    ['update', { organizationId, data: { name: 'Mine now' } }],
    ['delete', { organizationId }],
    ['set-active', { organizationId }],
    ['add-member', { organizationId, userId: viewer.userId, role: 'admin' }],
    ['create-role', { organizationId, role: 'viewer', permission: { member: ['manage'] } }],
    ['has-permission', { organizationId, permissions: { member: ['manage'] } }],
    ['cancel-invitation', { invitationId: 'x' }],
    ['reject-invitation', { invitationId: 'x' }],
    ['check-slug', { slug: 'x' }],
  ];
  for (const someone of [viewer, admin]) {
    for (const [path, body] of escalations) {
      for (const prefix of [
        '/api/auth/organization/',
        '/api/auth//organization/',
        '/api/auth/organization//',
      ]) {
        const answer = await someone.ask('POST', `${prefix}${path}`, body);
        t.equal(answer.status, 404, `${prefix}${path}`);
      }
    }
    for (const path of [
      'list',
      'get-full-organization',
      'list-members',
      'list-invitations',
      'get-invitation',
    ]) {
      t.equal((await someone.ask('GET', `/api/auth/organization/${path}`)).status, 404, path);
    }
  }
  const { body: session } = await viewer.ask('GET', '/api/v1/session');
  t.match(session.account, { id: organizationId, role: 'viewer' });
});

t.test('a person opens further accounts, up to a limit, and acts on one at a time', async (t) => {
  const person = await cloud.signUp('Person');
  const opened = await person.ask('POST', '/api/v1/accounts', { name: '  All branches ' });
  t.match(opened, { status: 200, body: { name: 'All branches', role: 'admin' } });
  const now = async () => (await person.ask('GET', '/api/v1/session')).body;
  t.match(await now(), { account: { id: opened.body.id }, accounts: { length: 2 } }, 'it is entered at once');
  const enter = (accountId: string) => person.ask('POST', '/api/v1/session/account', { accountId });
  t.equal((await enter(person.accountId)).status, 204);
  t.match(await now(), { account: { id: person.accountId } });
  const stranger = await cloud.signUp('Stranger');
  t.match(await enter(stranger.accountId), { status: 404, body: { code: 'unknown-account' } });
  for (const name of ['', '   ', 'x'.repeat(101), 'two\nlines']) {
    t.match(await person.ask('POST', '/api/v1/accounts', { name }), { status: 400, body: { field: 'name' } });
  }
  for (let count = 2; count < 20; count += 1)
    t.equal((await person.ask('POST', '/api/v1/accounts', { name: `No ${count}` })).status, 200);
  t.match(await person.ask('POST', '/api/v1/accounts', { name: 'One too many' }), {
    status: 409,
    body: { code: 'too-many-accounts' },
  });
});
