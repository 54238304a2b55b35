/**
 * Closes an account for good: its devices are let go and told why, everything that was its own is deleted, and the
 * audit log stays for its term.
 *
 * One transaction, so that a cloud that is killed meanwhile has closed all of it or nothing. Devices and people hear
 * of it afterwards: devices at once or at their next sign-on, people from {@link readClosed}, since the account itself
 * cannot tell them any more.
 */
import type { Kysely } from 'kysely';
import { auditRow, authorOf, personName } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import type { Dependencies } from '../dependencies.ts';
import { unbindAll } from '../enrolment/unbind.ts';
import { readAccount } from '../identity/accounts.ts';
import type { Actor } from '../identity/identity.ts';
import { listMembers } from '../identity/members/members.ts';
import { dissolveAccount } from './dissolve.ts';
import { isDeletionLocked } from './policies.ts';

type Needs = Pick<Dependencies, 'db' | 'clock' | 'randomBytes' | 'deviceBus' | 'newsBus' | 'log'>;

export type CloseOutcome = 'closed' | 'gone' | 'wrong-name' | 'deletion-locked';

/** `name`: the account's, as its Admin typed it. */
export async function closeAccount(needs: Needs, actor: Actor, name: string): Promise<CloseOutcome> {
  const { accountId } = actor;
  const { outcome, deviceIds } = await needs.db
    .transaction()
    .execute((trx) => close(needs, trx, actor, name));
  if (outcome === 'closed') {
    for (const deviceId of deviceIds) needs.deviceBus.publish(deviceId);
    needs.newsBus.publish(deviceIds.map((deviceId) => ({ accountId, deviceId, what: 'removed' })));
    needs.log.info({ code: 'account-closed', accountId, devices: deviceIds.length });
  }
  return outcome;
}

async function close(
  { clock, randomBytes }: Needs,
  trx: Kysely<Schema>,
  actor: Actor,
  typed: string,
): Promise<{ outcome: CloseOutcome; deviceIds: readonly string[] }> {
  const { accountId } = actor;
  const now = clock();
  const account = await readAccount(trx, accountId);
  if (account === null) return { outcome: 'gone', deviceIds: [] };
  if (account.name.trim() !== typed.trim()) return { outcome: 'wrong-name', deviceIds: [] };
  if (await isDeletionLocked(trx, accountId)) return { outcome: 'deletion-locked', deviceIds: [] };

  const author = authorOf(actor);
  const deviceIds = await unbindAll(trx, {
    ...{ accountId, author, now, randomBytes },
    reason: 'account-closed',
    action: 'device.removed',
  });
  const members = await listMembers(trx, accountId);
  await dissolveAccount(trx, accountId);
  await trx
    .updateTable('accountSettings')
    .set({ closedAt: now, defaultPlaylistId: null })
    .where('accountId', '=', accountId)
    .execute();

  const lines = [
    ...members.map((member) => ({
      action: 'member.removed',
      subject: { kind: 'member' as const, id: member.userId, name: personName(member) },
      before: { role: member.role },
      after: { reason: 'account-closed', account: account.name },
    })),
    {
      action: 'account.closed',
      subject: { kind: 'account' as const, id: accountId, name: account.name },
      before: { name: account.name, devices: deviceIds.length, members: members.length },
    },
  ].map((line) => auditRow({ ...line, accountId, author, at: now }, randomBytes));
  for (let first = 0; first < lines.length; first += linesAtOnce) {
    await trx
      .insertInto('audit')
      .values(lines.slice(first, first + linesAtOnce))
      .execute();
  }
  return { outcome: 'closed', deviceIds };
}

const linesAtOnce = 500;

export interface ClosedAccount {
  id: string;
  name: string;
  /** Milliseconds since 1970. */
  closedAt: number;
  /** Who closed it. */
  by: string;
}

/** The accounts of a person that were closed lately, newest first, so that it can be said where they went. */
export async function readClosed(
  db: Kysely<Schema>,
  person: { userId: string; since: number },
): Promise<readonly ClosedAccount[]> {
  const rows = await db
    .selectFrom('audit')
    .innerJoin('accountSettings', 'accountSettings.accountId', 'audit.accountId')
    .select(['audit.accountId', 'audit.at', 'audit.actorName', 'audit.after'])
    .where('audit.subjectId', '=', person.userId)
    .where('audit.at', '>=', person.since)
    .where('audit.action', '=', 'member.removed')
    .whereRef('accountSettings.closedAt', '=', 'audit.at')
    .orderBy('audit.at', 'desc')
    .limit(5)
    .execute();
  return rows.map(({ accountId, at, actorName, after }) => ({
    id: accountId,
    name: nameIn(after),
    closedAt: Number(at),
    by: actorName ?? '',
  }));
}

function nameIn(after: string | null): string {
  const told: unknown = after === null ? null : JSON.parse(after)?.account;
  return typeof told === 'string' ? told : '';
}
