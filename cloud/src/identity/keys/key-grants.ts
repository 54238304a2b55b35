/**
 * `ApiKeys` on better-auth's keys and our table of what they are worth.
 *
 * better-auth writes a key in a statement of its own, so a new one is worth nothing until its grant is there, together
 * with its line in the audit log; what a crash leaves between the two is forgotten at the next start.
 */
import type { Kysely } from 'kysely';
import { authorOf, personName, recordAudit } from '../../audit/record.ts';
import type { Schema } from '../../database/schema.ts';
import type { Auth } from '../auth.ts';
import type { Actor } from '../identity.ts';
import { isAtLeast, lesserRole, may, type Role, readRole } from '../rights.ts';
import { type ApiKey, type ApiKeys, mostKeys } from './api-keys.ts';

export interface KeyNeeds {
  db: Kysely<Schema>;
  clock(): number;
  randomBytes(size: number): Uint8Array;
  auth(): Auth;
}

type KeyTables = {
  user: { id: string; name: string; email: string };
  member: { organizationId: string; userId: string; role: string };
  apikey: {
    id: string;
    referenceId: string;
    start: string | null;
    createdAt: string;
    expiresAt: string | null;
    lastRequest: string | null;
    name: string | null;
    metadata: string | null;
  };
};

export function keyTables(db: Kysely<Schema>): Kysely<KeyTables> {
  return db.withoutPlugins().withTables<KeyTables>() as unknown as Kysely<KeyTables>;
}

export function createApiKeys(needs: KeyNeeds): ApiKeys {
  const { db } = needs;
  return {
    async list(actor) {
      const all = await readKeys(db, actor.accountId, needs.clock());
      return all.filter(({ madeBy }) => may(actor, 'key.see', { own: madeBy.userId === actor.userId }));
    },

    async make(actor, { name, role, expiresInDays }) {
      if (!isAtLeast(actor.role, role)) return { outcome: 'more-than-maker' };
      if ((await countKeys(db, actor.accountId)) >= mostKeys) return { outcome: 'too-many-keys' };
      const made = await needs.auth().api.createApiKey({
        body: {
          name,
          userId: actor.userId,
          ...(expiresInDays === null ? {} : { expiresIn: expiresInDays * 24 * 3_600 }),
        },
      });
      const now = needs.clock();
      const granted = await db.transaction().execute(async (trx) => {
        if ((await countKeys(trx, actor.accountId)) >= mostKeys) return false;
        const { accountId, userId } = actor;
        await trx
          .insertInto('apiKeyGrant')
          .values({ keyId: made.id, accountId, userId, name, role, createdAt: now })
          .execute();
        const expiresAt = made.expiresAt === null ? null : new Date(made.expiresAt).toISOString();
        const key = { id: made.id, name };
        await note(needs, trx, actor, 'api-key.made', key, { after: { name, role, expiresAt } });
        return true;
      });
      return granted ? { outcome: 'made', id: made.id, key: made.key } : { outcome: 'too-many-keys' };
    },

    async revoke(actor, id) {
      return db.transaction().execute(async (trx) => {
        const grant = await trx
          .selectFrom('apiKeyGrant')
          .select(['userId', 'name', 'role'])
          .where('keyId', '=', id)
          .where('accountId', '=', actor.accountId)
          .executeTakeFirst();
        // A key that somebody may not see is not there for them.
        if (grant === undefined || !may(actor, 'key.revoke', { own: grant.userId === actor.userId }))
          return 'unknown-key';
        await trx.deleteFrom('apiKeyGrant').where('keyId', '=', id).execute();
        await keyTables(trx).deleteFrom('apikey').where('id', '=', id).execute();
        const before = { name: grant.name, role: grant.role };
        await note(needs, trx, actor, 'api-key.revoked', { id, name: grant.name }, { before });
        return 'revoked';
      });
    },
  };
}

/** What a verified key is worth by its grant; null without one. */
export async function readGrant(
  db: Kysely<Schema>,
  keyId: string,
): Promise<{ accountId: string; userId: string; name: string; role: Role } | null> {
  const grant = await db
    .selectFrom('apiKeyGrant')
    .select(['accountId', 'userId', 'name', 'role'])
    .where('keyId', '=', keyId)
    .executeTakeFirst();
  return grant === undefined ? null : { ...grant, role: readRole(grant.role) };
}

/** Grants keys of an earlier version, which name their account themselves, and forgets those never granted. */
export async function settleKeys({ db, clock }: Pick<KeyNeeds, 'db' | 'clock'>): Promise<void> {
  const granted = new Set(
    (await db.selectFrom('apiKeyGrant').select('keyId').execute()).map(({ keyId }) => keyId),
  );
  const keys = await keyTables(db)
    .selectFrom('apikey')
    .select(['id', 'referenceId', 'name', 'metadata'])
    .execute();
  for (const { id, referenceId, name, metadata } of keys.filter((key) => !granted.has(key.id))) {
    const accountId = accountNamedIn(metadata);
    if (accountId === null) {
      await keyTables(db).deleteFrom('apikey').where('id', '=', id).execute();
      continue;
    }
    // As an Admin's it is worth what its maker is worth, as it was.
    const row = {
      keyId: id,
      accountId,
      userId: referenceId,
      name: name ?? 'key',
      role: 'admin',
      createdAt: clock(),
    };
    await db.insertInto('apiKeyGrant').values(row).execute();
  }
}

async function readKeys(db: Kysely<Schema>, accountId: string, now: number): Promise<ApiKey[]> {
  const grants = await db
    .selectFrom('apiKeyGrant')
    .selectAll()
    .where('accountId', '=', accountId)
    .orderBy('createdAt', 'desc')
    .orderBy('keyId')
    .execute();
  if (grants.length === 0) return [];
  const ids = grants.map(({ keyId }) => keyId);
  const keys = await keyTables(db)
    .selectFrom('apikey')
    .select(['id', 'start', 'expiresAt', 'lastRequest'])
    .where('id', 'in', ids)
    .execute();
  const makers = await keyTables(db)
    .selectFrom('member')
    .innerJoin('user', 'user.id', 'member.userId')
    .select(['user.id', 'user.name', 'user.email', 'member.role'])
    .where('member.organizationId', '=', accountId)
    .execute();
  return grants.map((grant) => {
    const key = keys.find(({ id }) => id === grant.keyId);
    const maker = makers.find(({ id }) => id === grant.userId);
    const role = readRole(grant.role);
    const expiresAt = timeOf(key?.expiresAt);
    return {
      id: grant.keyId,
      name: grant.name,
      start: key?.start ?? '',
      role,
      worth: lesserRole(role, readRole(maker?.role ?? null)),
      madeBy: { userId: grant.userId, name: maker === undefined ? '' : personName(maker) },
      createdAt: Number(grant.createdAt),
      expiresAt,
      // better-auth deletes an expired one when it is used.
      isExpired: key === undefined || (expiresAt !== null && now >= expiresAt),
      lastUsedAt: timeOf(key?.lastRequest),
    };
  });
}

async function countKeys(db: Kysely<Schema>, accountId: string): Promise<number> {
  const { keys } = await db
    .selectFrom('apiKeyGrant')
    .select((eb) => eb.fn.countAll().as('keys'))
    .where('accountId', '=', accountId)
    .executeTakeFirstOrThrow();
  return Number(keys);
}

function timeOf(text: string | null | undefined): number | null {
  return text == null ? null : new Date(text).getTime();
}

function accountNamedIn(metadata: string | null): string | null {
  try {
    const value: unknown = JSON.parse(metadata ?? 'null');
    const accountId: unknown = typeof value === 'object' && value !== null ? Object(value).accountId : null;
    return typeof accountId === 'string' ? accountId : null;
  } catch {
    return null;
  }
}

function note(
  needs: KeyNeeds,
  trx: Kysely<Schema>,
  actor: Actor,
  action: string,
  { id, name }: { id: string; name: string },
  change: { before?: object; after?: object },
): Promise<void> {
  const subject = { kind: 'api-key', id, name } as const;
  const entry = { accountId: actor.accountId, action, subject, author: authorOf(actor), at: needs.clock() };
  return recordAudit(trx, { ...entry, ...change }, needs.randomBytes);
}
