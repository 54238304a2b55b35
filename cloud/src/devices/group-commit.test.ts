import type { Kysely } from 'kysely';
import t, { type Test } from 'tap';
import { migrate } from '../database/migrate.ts';
import { openDatabase } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';
import { createGroupCommit } from './group-commit.ts';

async function open(t: Test): Promise<Kysely<Schema>> {
  const db = openDatabase({ file: ':memory:' });
  t.teardown(() => db.destroy());
  await migrate(db);
  return db;
}

const write = (accountId: string) => async (trx: Kysely<Schema>) => {
  await trx
    .insertInto('accountSettings')
    .values({ accountId, deviceLimit: null, defaultPlaylistId: null, createdAt: 0 })
    .execute();
  return accountId;
};
const written = async (db: Kysely<Schema>) =>
  (await db.selectFrom('accountSettings').select('accountId').orderBy('accountId').execute()).map(
    ({ accountId }) => accountId,
  );

t.test('what comes while a transaction is under way shares the next one', async (t) => {
  const db = await open(t);
  const transact = createGroupCommit(db);
  const transactions = new Set<unknown>();
  const names = Array.from({ length: 450 }, (_, i) => `a${String(i).padStart(3, '0')}`);
  const results = await Promise.all(
    names.map((name) =>
      transact((trx) => {
        transactions.add(trx);
        return write(name)(trx);
      }),
    ),
  );
  t.same(results, names, 'each gets its own result');
  t.same(await written(db), names);
  t.equal(transactions.size, 4, 'the first alone, then 200, 200 and 49');
});

t.test('a piece of work that throws fails alone, and leaves nothing of itself', async (t) => {
  const db = await open(t);
  const transact = createGroupCommit(db);
  const outcomes = await Promise.allSettled([
    transact(write('a')),
    transact(write('b')),
    transact(async (trx) => {
      await write('half')(trx);
      throw new Error('changed my mind');
    }),
    transact(write('c')),
  ]);
  t.same(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
  );
  t.same(await written(db), ['a', 'b', 'c']);
  await t.rejects(transact(write('a')), 'alone it is told at once');
  t.equal(await transact(write('d')), 'd', 'and the next is served');
});
