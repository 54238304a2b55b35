/**
 * Who belongs to an account, and in which role: list, change, remove, leave.
 *
 * An account always has an Admin: whoever is the last one stays so until another is made. Whoever loses their place
 * loses with it, in the same transaction, their keys, the invitations that they sent, and the account in their sessions.
 */
import type { Kysely } from 'kysely';
import { authorOf, personName, recordAudit } from '../../audit/record.ts';
import type { Schema } from '../../database/schema.ts';
import type { Actor } from '../identity.ts';
import { type Role, readRole } from '../rights.ts';
import { memberTables } from './member-rows.ts';

export interface MemberNeeds {
  db: Kysely<Schema>;
  clock(): number;
  randomBytes(size: number): Uint8Array;
}

export interface Member {
  userId: string;
  name: string;
  email: string;
  role: Role;
  /** Milliseconds since 1970. */
  joinedAt: number;
}

export type MemberOutcome = 'done' | 'unknown-member' | 'last-admin';

/** By name. */
export async function listMembers(db: Kysely<Schema>, accountId: string): Promise<Member[]> {
  const rows = await memberTables(db)
    .selectFrom('member')
    .innerJoin('user', 'user.id', 'member.userId')
    .select(['user.id', 'user.name', 'user.email', 'member.role', 'member.createdAt'])
    .where('member.organizationId', '=', accountId)
    .orderBy('user.name')
    .orderBy('user.email')
    .execute();
  return rows.map(({ id, name, email, role, createdAt }) => ({
    userId: id,
    name,
    email,
    role: readRole(role),
    joinedAt: new Date(createdAt).getTime(),
  }));
}

export function changeRole(
  needs: MemberNeeds,
  actor: Actor,
  userId: string,
  role: Role,
): Promise<MemberOutcome> {
  return alter(
    needs,
    actor,
    userId,
    async (trx, member) => {
      if (member.role === role) return;
      await memberTables(trx)
        .updateTable('member')
        .set({ role })
        .where('organizationId', '=', actor.accountId)
        .where('userId', '=', userId)
        .execute();
      if (member.role === 'admin') await revokeInvitationsOf(trx, actor.accountId, userId);
      await note(needs, trx, actor, 'member.role-changed', member, {
        before: { role: member.role },
        after: { role },
      });
    },
    role,
  );
}

export function removeMember(needs: MemberNeeds, actor: Actor, userId: string): Promise<MemberOutcome> {
  return alter(needs, actor, userId, async (trx, member) => {
    const { accountId } = actor;
    const keysRevoked = await takeAway(trx, accountId, userId);
    const action = userId === actor.userId ? 'member.left' : 'member.removed';
    await note(needs, trx, actor, action, member, {
      before: { role: member.role },
      ...(keysRevoked === 0 ? {} : { after: { keysRevoked } }),
    });
  });
}

/** Runs `change` unless it would leave the account without an Admin. `becomes`: the role afterwards, if any. */
async function alter(
  needs: MemberNeeds,
  actor: Actor,
  userId: string,
  change: (trx: Kysely<Schema>, member: Member) => Promise<void>,
  becomes?: Role,
): Promise<MemberOutcome> {
  const { accountId } = actor;
  return needs.db.transaction().execute(async (trx): Promise<MemberOutcome> => {
    await lockAccount(trx, accountId);
    const members = await listMembers(trx, accountId);
    const member = members.find((each) => each.userId === userId);
    if (member === undefined) return 'unknown-member';
    const others = members.filter((each) => each !== member);
    if (becomes !== 'admin' && !others.some(({ role }) => role === 'admin')) return 'last-admin';
    await change(trx, member);
    return 'done';
  });
}

/** Two changes of one account's members come one after the other: each of two Admins could otherwise remove the other. */
async function lockAccount(trx: Kysely<Schema>, accountId: string): Promise<void> {
  await trx
    .updateTable('accountSettings')
    .set((eb) => ({ createdAt: eb.ref('createdAt') }))
    .where('accountId', '=', accountId)
    .execute();
}

/** How many keys ended with it. */
async function takeAway(trx: Kysely<Schema>, accountId: string, userId: string): Promise<number> {
  const tables = memberTables(trx);
  await tables
    .deleteFrom('member')
    .where('organizationId', '=', accountId)
    .where('userId', '=', userId)
    .execute();
  await revokeInvitationsOf(trx, accountId, userId);
  await tables
    .updateTable('session')
    .set({ activeOrganizationId: null })
    .where('userId', '=', userId)
    .where('activeOrganizationId', '=', accountId)
    .execute();
  // Somebody who comes back later makes new keys.
  const keys = await trx
    .deleteFrom('apiKeyGrant')
    .where('accountId', '=', accountId)
    .where('userId', '=', userId)
    .returning('keyId')
    .execute();
  if (keys.length === 0) return 0;
  await tables
    .deleteFrom('apikey')
    .where(
      'id',
      'in',
      keys.map(({ keyId }) => keyId),
    )
    .execute();
  return keys.length;
}

/** What an Admin promised does not outlive their being one. */
async function revokeInvitationsOf(trx: Kysely<Schema>, accountId: string, userId: string): Promise<void> {
  await memberTables(trx)
    .updateTable('invitation')
    .set({ status: 'canceled' })
    .where('organizationId', '=', accountId)
    .where('inviterId', '=', userId)
    .where('status', '=', 'pending')
    .execute();
}

function note(
  needs: MemberNeeds,
  trx: Kysely<Schema>,
  actor: Actor,
  action: string,
  member: Member,
  change: { before?: object; after?: object },
): Promise<void> {
  return recordAudit(
    trx,
    {
      accountId: actor.accountId,
      action,
      subject: { kind: 'member', id: member.userId, name: personName(member) },
      author: authorOf(actor),
      at: needs.clock(),
      ...change,
    },
    needs.randomBytes,
  );
}
