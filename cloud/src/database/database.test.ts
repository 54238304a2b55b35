import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import t from 'tap';
import { migrate } from './migrate.ts';
import * as first from './migrations/0001-first.ts';
import * as signIn from './migrations/0002-sign-in.ts';
import * as accounts from './migrations/0003-accounts.ts';
import * as deviceList from './migrations/0004-device-list.ts';
import { openDatabase } from './open-database.ts';
import type { Schema } from './schema.ts';

const account = (accountId: string) => ({
  accountId,
  deviceLimit: null,
  defaultPlaylistId: null,
  createdAt: 1_795_000_000_000,
});

async function fresh(file = ':memory:', acquireTimeoutMs?: number): Promise<Kysely<Schema>> {
  const db = openDatabase(acquireTimeoutMs === undefined ? { file } : { file, acquireTimeoutMs });
  t.teardown(() => db.destroy());
  return db;
}

const newFile = () => join(mkdtempSync(join(tmpdir(), 'signet-database-')), 'cloud.sqlite');

t.test('a new database gets every table once, and the second run changes nothing', async (t) => {
  const db = await fresh();
  const first = await migrate(db);
  t.match(first, { outcome: 'ready' });
  t.equal(first.outcome === 'ready' && first.applied[0], '0001-first');
  t.same(await migrate(db), { outcome: 'ready', applied: [] });
  await db.insertInto('accountSettings').values(account('a')).execute();
  t.match(await db.selectFrom('accountSettings').selectAll().execute(), [
    { ...account('a'), alwaysConfirm: 0, mfaRequired: 0, deletionLock: 0, lapseDays: null, closedAt: null },
  ]);
});

t.test('roles of an earlier version become ours, and nobody loses what they could do', async (t) => {
  const db = await fresh();
  await migrate(db, { '0001-first': first, '0002-sign-in': signIn });
  for (const table of ['member', 'invitation'])
    await sql`create table ${sql.table(table)} (id text, role text)`.execute(db);
  await sql`create table "ssoProvider" (id text, "joinRole" text)`.execute(db);
  await sql`insert into member values ('a', 'owner'), ('b', 'admin'), ('c', 'member, owner'), ('d', 'member')`.execute(
    db,
  );
  await sql`insert into "ssoProvider" values ('a', 'admin'), ('b', 'member'), ('c', null)`.execute(db);
  t.match(await migrate(db), { outcome: 'ready', applied: ['0003-accounts'] });
  const members = await sql<{ role: string }>`select role from member order by id`.execute(db);
  t.same(
    members.rows.map(({ role }) => role),
    ['admin', 'admin', 'admin', 'operator'],
  );
  const providers = await sql<{
    role: string;
  }>`select "joinRole" as role from "ssoProvider" order by id`.execute(db);
  t.same(
    providers.rows.map(({ role }) => role),
    ['admin', 'operator', null],
  );
});

t.test('playlists of an earlier version keep their items', async (t) => {
  const db = await fresh();
  const before = { '0001-first': first, '0002-sign-in': signIn, '0003-accounts': accounts };
  await migrate(db, { ...before, '0004-device-list': deviceList });
  const plain = db.withoutPlugins();
  await sql`insert into playlist values ('p', 'a', 'Welcome', 1, 1)`.execute(plain);
  await sql`insert into playlist_item values ('i', 'p', 0, 'picture', 'Dawn', 8000, 'abc')`.execute(plain);
  t.match(await migrate(db), { outcome: 'ready', applied: ['0005-content'] });
  t.match(await db.selectFrom('playlistItem').selectAll().execute(), [
    { itemId: 'i', playlistId: 'p', kind: 'picture', durationMs: 8_000, sha256: 'abc', url: null },
  ]);
  t.match(await db.selectFrom('playlist').selectAll().execute(), [{ name: 'Welcome', version: 1 }]);
  await db.deleteFrom('playlist').execute();
  t.same(await db.selectFrom('playlistItem').selectAll().execute(), [], 'and still go with it');
});

t.test('the file is opened with WAL, full synchronisation and foreign keys', async (t) => {
  const db = await fresh(newFile());
  const pragma = async (name: string) =>
    Object.values((await sql`PRAGMA ${sql.raw(name)}`.execute(db)).rows[0] as Record<string, unknown>)[0];
  t.equal(await pragma('journal_mode'), 'wal');
  t.equal(await pragma('synchronous'), 2, 'FULL');
  t.equal(await pragma('foreign_keys'), 1);
  t.equal(await pragma('busy_timeout'), 5000);
});

t.test('a database that a newer program has migrated is refused and left alone', async (t) => {
  const file = newFile();
  const newer = await fresh(file);
  await migrate(newer);
  await sql`insert into kysely_migration (name, timestamp) values ('0999-later', '2031-01-01')`.execute(
    newer,
  );
  const db = await fresh(file);
  t.same(await migrate(db), { outcome: 'newer-database', unknown: ['0999-later'] });
});

t.test('a migration that fails half-way leaves nothing of itself behind', async (t) => {
  const db = await fresh();
  const half = {
    async up(trx: Kysely<unknown>) {
      await trx.schema.createTable('half').addColumn('id', 'text').execute();
      await trx.schema.createTable('half').addColumn('id', 'text').execute();
    },
  };
  await t.rejects(migrate(db, { '0001-half': half }), { code: 'migration-failed' });
  const tables = await db.introspection.getTables();
  t.notOk(tables.some((table) => table.name === 'half'));
  t.equal((await migrate(db)).outcome, 'ready', 'and the database is usable');
});

t.test('a file that is no database is refused with a stable code', async (t) => {
  const file = newFile();
  writeFileSync(file, 'this is certainly not a database, whatever its name may say. '.repeat(20));
  t.throws(() => openDatabase({ file }), { code: 'database-unusable' });
  t.throws(() => openDatabase({ file: join(file, 'below', 'a', 'file') }), { code: 'database-unusable' });
});

t.test('concurrent transactions and plain queries take turns; nobody sees half a transaction', async (t) => {
  const db = await fresh(newFile());
  await migrate(db);
  const seen: number[] = [];
  await Promise.all(
    Array.from({ length: 40 }, async (_, i) => {
      await db.transaction().execute(async (trx) => {
        await trx
          .insertInto('accountSettings')
          .values(account(`${i}-first`))
          .execute();
        await Promise.resolve();
        await trx
          .insertInto('accountSettings')
          .values(account(`${i}-second`))
          .execute();
      });
      const rows = await db.selectFrom('accountSettings').select('accountId').execute();
      seen.push(rows.length);
    }),
  );
  t.equal(seen.length, 40);
  t.same(
    seen.filter((count) => count % 2 !== 0),
    [],
  );
  t.equal(Math.max(...seen), 80);
});

t.test('both views of the connection share one transaction, and a throw undoes both', async (t) => {
  const db = await fresh();
  await migrate(db);
  await t.rejects(
    db.transaction().execute(async (trx) => {
      await trx.insertInto('accountSettings').values(account('a')).execute();
      const plain = trx.withoutPlugins().withTables<{ account_settings: { account_id: string } }>();
      t.equal((await plain.selectFrom('account_settings').select('account_id').execute()).length, 1);
      throw new Error('changed my mind');
    }),
  );
  t.same(await db.selectFrom('accountSettings').selectAll().execute(), []);
});

t.test('a query from within a transaction but past it fails instead of hanging for ever', async (t) => {
  const db = await fresh(':memory:', 30);
  await migrate(db);
  await t.rejects(
    db.transaction().execute(() => db.selectFrom('accountSettings').selectAll().execute()),
    { code: 'database-busy' },
  );
  t.same(await db.selectFrom('accountSettings').selectAll().execute(), [], 'and the next one is served');
});

t.test('what was committed is there when the file is opened again', async (t) => {
  const file = newFile();
  const db = await fresh(file);
  await migrate(db);
  await db.insertInto('accountSettings').values(account('kept')).execute();
  await db.destroy();
  t.ok(existsSync(file));
  const again = await fresh(file);
  t.equal((await again.selectFrom('accountSettings').select('accountId').execute())[0]?.accountId, 'kept');
});
