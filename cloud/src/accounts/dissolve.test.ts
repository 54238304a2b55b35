import t from 'tap';
import { identityTables } from '../identity/accounts.ts';
import { startWholeCloud } from '../testing/whole-cloud.ts';
import { dissolveAccount, emptiedTables, keptTables } from './dissolve.ts';

const cloud = await startWholeCloud(t, { mail: { mailPage: true } });

t.test('every table that names an account is either emptied of it or kept for a reason', async (t) => {
  const named = (await cloud.db.withoutPlugins().introspection.getTables())
    .filter(({ columns }) => columns.some(({ name }) => name === 'account_id'))
    .map(({ name }) => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()));
  t.same(named.sort(), [...emptiedTables, ...Object.keys(keptTables)].sort());
});

t.test('a dissolved account leaves nothing of itself, and nothing of others is touched', async (t) => {
  const admin = await cloud.signUp('Gone');
  const member = await cloud.member(admin, 'operator');
  const other = await cloud.signUp('Stays');
  for (const each of [admin, other])
    await each.ask('POST', '/api/v1/invitations', { email: `${each.userId}@example.org`, role: 'viewer' });
  await cloud.db.transaction().execute((trx) => dissolveAccount(trx, admin.accountId));

  for (const table of emptiedTables) {
    const rows = await cloud.db.selectFrom(table).select('accountId').execute();
    t.notOk(
      rows.some(({ accountId }) => accountId === admin.accountId),
      table,
    );
  }
  const tables = identityTables(cloud.db);
  const organizations = await tables.selectFrom('organization').select('id').execute();
  t.notOk(organizations.some(({ id }) => id === admin.accountId));
  t.ok(organizations.some(({ id }) => id === other.accountId));
  const members = await tables.selectFrom('member').select('organizationId').execute();
  t.notOk(members.some(({ organizationId }) => organizationId === admin.accountId));
  t.equal(
    (await cloud.db.selectFrom('mailOutbox').selectAll().execute()).filter(
      ({ accountId }) => accountId !== null,
    ).length,
    1,
  );

  for (const person of [admin, member]) {
    const { status, body } = await person.ask('GET', '/api/v1/session');
    t.equal(status, 200, 'its people are still people');
    t.not(body.account.id, admin.accountId);
  }
  t.match((await other.ask('GET', '/api/v1/session')).body, { account: { id: other.accountId } });
  t.equal((await other.ask('GET', '/api/v1/invitations')).body.invitations.length, 1);
});
