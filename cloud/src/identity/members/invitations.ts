/**
 * Invitations into an account, as an Admin has them: made, sent again, taken back, listed.
 *
 * The row, its mail and its line in the audit log are one transaction. How many an account sends is limited, because
 * their text is an Admin's and their reader a stranger.
 */
import type { Kysely } from 'kysely';
import { authorOf, recordAudit } from '../../audit/record.ts';
import { newId } from '../../database/new-id.ts';
import type { Schema } from '../../database/schema.ts';
import type { CloudMail } from '../../dependencies.ts';
import type { Actor } from '../identity.ts';
import { type Role, readRole } from '../rights.ts';
import { invitationKind, writeInvitation } from './invitation-letter.ts';
import { memberTables } from './member-rows.ts';

export interface InvitationNeeds {
  db: Kysely<Schema>;
  clock(): number;
  randomBytes(size: number): Uint8Array;
  publicUrl: string;
  /** Null where this cloud sends none. */
  mail: CloudMail | null;
}

export interface Invitation {
  id: string;
  email: string;
  role: Role;
  status: 'waiting' | 'expired';
  /** Milliseconds since 1970. */
  expiresAt: number;
  /** What became of the last mail; null where that is forgotten by now. */
  mail: 'waiting' | 'sent' | 'failed' | null;
  invitedBy: string;
}

type WhyNotInvite = 'already-member' | 'already-invited' | 'too-many-invitations';
export type InvitationOutcome<Value, Refusal> = { outcome: 'done'; value: Value } | { outcome: Refusal };

export const invitationLifeMs = 7 * 24 * 3_600_000;
export const mostOpenInvitations = 200;
export const mailsADay = 100;
const mailsAnHourAndAddress = 5;

/** Open and expired ones, newest first. */
export async function listInvitations(
  { db, clock }: Pick<InvitationNeeds, 'db' | 'clock'>,
  accountId: string,
): Promise<Invitation[]> {
  const rows = await memberTables(db)
    .selectFrom('invitation')
    .leftJoin('user', 'user.id', 'invitation.inviterId')
    .select([
      'invitation.id',
      'invitation.email',
      'invitation.role',
      'invitation.expiresAt',
      'user.name as by',
    ])
    .where('invitation.organizationId', '=', accountId)
    .where('invitation.status', '=', 'pending')
    .orderBy('invitation.createdAt', 'desc')
    .execute();
  const mails = await db
    .selectFrom('mailOutbox')
    .select(['toAddress', 'sentAt', 'failedAt'])
    .where('accountId', '=', accountId)
    .where('kind', '=', invitationKind)
    .orderBy('createdAt')
    .execute();
  const lastMail = new Map(mails.map((mail) => [mail.toAddress, mail]));
  return rows.map(({ id, email, role, expiresAt, by }) => {
    const until = new Date(expiresAt).getTime();
    const mail = lastMail.get(email);
    return {
      id,
      email,
      role: readRole(role),
      status: clock() >= until ? 'expired' : 'waiting',
      expiresAt: until,
      mail: mail === undefined ? null : mail.sentAt ? 'sent' : mail.failedAt ? 'failed' : 'waiting',
      invitedBy: by ?? '',
    };
  });
}

export async function invite(
  needs: InvitationNeeds,
  actor: Actor,
  { email, role }: { email: string; role: Role },
): Promise<InvitationOutcome<{ id: string }, 'no-mail' | WhyNotInvite>> {
  const { mail } = needs;
  if (mail === null) return { outcome: 'no-mail' };
  const to = email.trim().toLowerCase();
  return needs.db.transaction().execute(async (trx) => {
    const refusal = await whyNotInvite(trx, actor.accountId, to);
    if (refusal !== null) return { outcome: refusal };
    if (!(await mayMail(needs, trx, actor.accountId, to))) return { outcome: 'too-many-invitations' };
    const id = newId(needs.randomBytes);
    const now = needs.clock();
    const expiresAt = now + invitationLifeMs;
    await memberTables(trx)
      .insertInto('invitation')
      .values({
        id,
        organizationId: actor.accountId,
        email: to,
        role,
        status: 'pending',
        expiresAt: new Date(expiresAt).toISOString(),
        createdAt: new Date(now).toISOString(),
        inviterId: actor.userId,
      })
      .execute();
    await post(needs, mail, trx, actor, { id, email: to, role, expiresAt });
    await note(needs, trx, actor, 'invitation.sent', { id, email: to }, { after: { email: to, role } });
    return { outcome: 'done', value: { id } };
  });
}

/** Sends the mail again; the invitation begins anew, also where it had expired. */
export async function resendInvitation(
  needs: InvitationNeeds,
  actor: Actor,
  id: string,
): Promise<InvitationOutcome<null, 'no-mail' | 'unknown-invitation' | 'too-many-invitations'>> {
  const { mail } = needs;
  if (mail === null) return { outcome: 'no-mail' };
  return needs.db.transaction().execute(async (trx) => {
    const found = await findOpen(trx, actor.accountId, id);
    if (found === undefined) return { outcome: 'unknown-invitation' };
    if (!(await mayMail(needs, trx, actor.accountId, found.email)))
      return { outcome: 'too-many-invitations' };
    const expiresAt = needs.clock() + invitationLifeMs;
    await memberTables(trx)
      .updateTable('invitation')
      .set({ expiresAt: new Date(expiresAt).toISOString(), inviterId: actor.userId })
      .where('id', '=', id)
      .execute();
    await post(needs, mail, trx, actor, { ...found, role: readRole(found.role), expiresAt });
    await note(needs, trx, actor, 'invitation.sent-again', found, {});
    return { outcome: 'done', value: null };
  });
}

export async function revokeInvitation(
  needs: InvitationNeeds,
  actor: Actor,
  id: string,
): Promise<InvitationOutcome<null, 'unknown-invitation'>> {
  return needs.db.transaction().execute(async (trx) => {
    const found = await findOpen(trx, actor.accountId, id);
    if (found === undefined) return { outcome: 'unknown-invitation' };
    await memberTables(trx)
      .updateTable('invitation')
      .set({ status: 'canceled' })
      .where('id', '=', id)
      .where('status', '=', 'pending')
      .execute();
    const before = { email: found.email, role: readRole(found.role) };
    await note(needs, trx, actor, 'invitation.revoked', found, { before });
    return { outcome: 'done', value: null };
  });
}

function findOpen(trx: Kysely<Schema>, accountId: string, id: string) {
  return memberTables(trx)
    .selectFrom('invitation')
    .select(['id', 'email', 'role'])
    .where('id', '=', id)
    .where('organizationId', '=', accountId)
    .where('status', '=', 'pending')
    .executeTakeFirst();
}

async function whyNotInvite(
  trx: Kysely<Schema>,
  accountId: string,
  email: string,
): Promise<WhyNotInvite | null> {
  const tables = memberTables(trx);
  const member = await tables
    .selectFrom('member')
    .innerJoin('user', 'user.id', 'member.userId')
    .select('user.id')
    .where('member.organizationId', '=', accountId)
    .where((eb) => eb.fn('lower', ['user.email']), '=', email)
    .executeTakeFirst();
  if (member !== undefined) return 'already-member';
  const open = await tables
    .selectFrom('invitation')
    .select('email')
    .where('organizationId', '=', accountId)
    .where('status', '=', 'pending')
    .execute();
  if (open.some((each) => each.email === email)) return 'already-invited';
  return open.length >= mostOpenInvitations ? 'too-many-invitations' : null;
}

/** Neither an account nor an address is flooded through us. */
async function mayMail(
  needs: InvitationNeeds,
  trx: Kysely<Schema>,
  accountId: string,
  to: string,
): Promise<boolean> {
  const count = async (column: 'accountId' | 'toAddress', value: string, sinceMs: number) => {
    const row = await trx
      .selectFrom('mailOutbox')
      .select((eb) => eb.fn.countAll().as('mails'))
      .where('kind', '=', invitationKind)
      .where(column, '=', value)
      .where('createdAt', '>', needs.clock() - sinceMs)
      .executeTakeFirstOrThrow();
    return Number(row.mails);
  };
  return (
    (await count('accountId', accountId, 24 * 3_600_000)) < mailsADay &&
    (await count('toAddress', to, 3_600_000)) < mailsAnHourAndAddress
  );
}

async function post(
  needs: InvitationNeeds,
  mail: CloudMail,
  trx: Kysely<Schema>,
  actor: Actor,
  invitation: { id: string; email: string; role: Role; expiresAt: number },
): Promise<void> {
  const { name } = await memberTables(trx)
    .selectFrom('organization')
    .select('name')
    .where('id', '=', actor.accountId)
    .executeTakeFirstOrThrow();
  const letter = writeInvitation({
    publicUrl: needs.publicUrl,
    invitationId: invitation.id,
    to: invitation.email,
    role: invitation.role,
    accountName: name,
    from: actor.name,
    expiresAt: invitation.expiresAt,
  });
  await mail.outbox.post(trx, letter, actor.accountId);
}

function note(
  needs: InvitationNeeds,
  trx: Kysely<Schema>,
  actor: Actor,
  action: string,
  { id, email }: { id: string; email: string },
  change: { before?: object; after?: object },
): Promise<void> {
  return recordAudit(
    trx,
    {
      accountId: actor.accountId,
      action,
      subject: { kind: 'invitation', id, name: email },
      author: authorOf(actor),
      at: needs.clock(),
      ...change,
    },
    needs.randomBytes,
  );
}
