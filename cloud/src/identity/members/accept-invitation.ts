/**
 * Looking at an invitation and accepting it, as the person who got the mail. Looking changes nothing.
 */
import type { Kysely } from 'kysely';
import { forgetUntouchedAccounts } from '../../accounts/forget-untouched.ts';
import { authorOf, personName, recordAudit } from '../../audit/record.ts';
import { newId } from '../../database/new-id.ts';
import type { Schema } from '../../database/schema.ts';
import type { Account, Actor, Person } from '../identity.ts';
import { isAtLeast, type Role, readRole } from '../rights.ts';
import { type InvitationStanding, standingOfInvitation } from './invitation-standing.ts';
import { memberTables } from './member-rows.ts';
import type { MemberNeeds } from './members.ts';

export interface OpenInvitation {
  account: Account;
  role: Role;
  invitedBy: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

type Closed = Exclude<InvitationStanding, 'open' | 'accepted'>;
export type Look = { outcome: 'open' | 'accepted'; invitation: OpenInvitation } | { outcome: Closed };

export async function lookAtInvitation(needs: MemberNeeds, person: Person, id: string): Promise<Look> {
  const { standing, found } = await find(needs, needs.db, person, id);
  if (found === null || (standing !== 'open' && standing !== 'accepted'))
    return { outcome: standing as Closed };
  const { accountId, accountName, role, invitedBy, expiresAt } = found;
  return {
    outcome: standing,
    invitation: { account: { id: accountId, name: accountName }, role, invitedBy, expiresAt },
  };
}

/** Repeatable by the same person, as long as they are in. */
export async function acceptInvitation(
  needs: MemberNeeds,
  actor: Actor,
  person: Person,
  id: string,
): Promise<{ outcome: 'joined'; account: Account } | { outcome: Closed }> {
  return needs.db.transaction().execute(async (trx) => {
    const { standing, found } = await find(needs, trx, person, id);
    if (found === null || (standing !== 'open' && standing !== 'accepted'))
      return { outcome: standing as Closed };
    const { accountId, accountName: name } = found;
    if (standing === 'open') await join(needs, trx, actor, person, { ...found, id });
    if (actor.sessionId !== undefined) {
      await memberTables(trx)
        .updateTable('session')
        .set({ activeOrganizationId: accountId })
        .where('id', '=', actor.sessionId)
        .execute();
    }
    return { outcome: 'joined', account: { id: accountId, name } };
  });
}

interface Found {
  accountId: string;
  accountName: string;
  role: Role;
  invitedBy: string;
  expiresAt: number;
  /** The person's role there now, if any. */
  currentRole: Role | null;
}

async function find(needs: MemberNeeds, db: Kysely<Schema>, person: Person, id: string) {
  const tables = memberTables(db);
  const row = await tables
    .selectFrom('invitation')
    .innerJoin('organization', 'organization.id', 'invitation.organizationId')
    .leftJoin('user', 'user.id', 'invitation.inviterId')
    .select([
      'invitation.email',
      'invitation.role',
      'invitation.status',
      'invitation.expiresAt',
      'invitation.organizationId',
      'organization.name as accountName',
      'user.name as inviterName',
      'user.email as inviterEmail',
    ])
    .where('invitation.id', '=', id)
    .executeTakeFirst();
  const invited = await tables
    .selectFrom('user')
    .select('emailVerified')
    .where('id', '=', person.id)
    .executeTakeFirst();
  const member = await tables
    .selectFrom('member')
    .select('role')
    .where('organizationId', '=', row?.organizationId ?? '')
    .where('userId', '=', person.id)
    .executeTakeFirst();
  const standing = standingOfInvitation(
    row === undefined
      ? null
      : { email: row.email, status: statusOf(row.status), expiresAt: new Date(row.expiresAt).getTime() },
    {
      email: person.email,
      hasConfirmedAddress: Boolean(invited?.emailVerified),
      isMember: member !== undefined,
    },
    needs.clock(),
  );
  const found: Found | null =
    row === undefined
      ? null
      : {
          accountId: row.organizationId,
          accountName: row.accountName,
          role: readRole(row.role),
          invitedBy: personName({ name: row.inviterName ?? '', email: row.inviterEmail ?? '' }),
          expiresAt: new Date(row.expiresAt).getTime(),
          currentRole: member === undefined ? null : readRole(member.role),
        };
  return { standing, found };
}

async function join(
  needs: MemberNeeds,
  trx: Kysely<Schema>,
  actor: Actor,
  person: Person,
  { id, accountId, role, currentRole, invitedBy }: Found & { id: string },
): Promise<void> {
  const tables = memberTables(trx);
  const now = needs.clock();
  await tables.updateTable('invitation').set({ status: 'accepted' }).where('id', '=', id).execute();
  if (currentRole === null) {
    await tables
      .insertInto('member')
      .values({
        id: newId(needs.randomBytes),
        organizationId: accountId,
        userId: person.id,
        role,
        createdAt: new Date(now).toISOString(),
      })
      .execute();
    await forgetUntouchedAccounts(trx, person.id, accountId);
  } else if (!isAtLeast(currentRole, role)) {
    // They have come in by the company's sign-on meanwhile; the invitation may raise them and never takes away.
    await tables
      .updateTable('member')
      .set({ role })
      .where('organizationId', '=', accountId)
      .where('userId', '=', person.id)
      .execute();
  }
  await recordAudit(
    trx,
    {
      accountId,
      action: currentRole === null ? 'member.joined' : 'member.role-changed',
      subject: { kind: 'member', id: person.id, name: personName(person) },
      author: authorOf(actor),
      before: currentRole === null ? null : { role: currentRole },
      after: { role, by: 'invitation', invitedBy },
      at: now,
    },
    needs.randomBytes,
  );
}

/** better-auth's words for them, of which we use three. */
function statusOf(stored: string): 'pending' | 'accepted' | 'revoked' {
  return stored === 'pending' || stored === 'accepted' ? stored : 'revoked';
}
