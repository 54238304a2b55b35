/**
 * An account's own rules: what they are, and changing them, with before and after in the audit log.
 *
 * Each rule is enforced where it bites, inside the transaction that it governs (`bind.ts`, `remove-device.ts`,
 * `lapse.ts`, `actor.ts`); this file only keeps them. Whoever asks for a second factor has shown their own, or the
 * one who turns it on could be the first to stand outside.
 */
import type { Kysely } from 'kysely';
import { authorOf, recordAudit } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import type { Actor } from '../identity/identity.ts';
import { isKeptOut } from '../identity/second-factor.ts';

export interface Policies {
  /** Whoever scans a code confirms, however they came in. */
  alwaysConfirm: boolean;
  /** Only who has shown a second factor acts in the account. */
  mfaRequired: boolean;
  /** No device is removed and the account not closed. */
  deletionLock: boolean;
  /** Days a paired device may stay away; 0: for ever; null: as the cloud is set up. */
  lapseDays: number | null;
}

export type PolicyChange = { [Name in keyof Policies]?: Policies[Name] | undefined };

export interface PolicyNeeds {
  db: Kysely<Schema>;
  clock(): number;
  randomBytes(size: number): Uint8Array;
}

export async function readPolicies(db: Kysely<Schema>, accountId: string): Promise<Policies> {
  const row = await db
    .selectFrom('accountSettings')
    .select(['alwaysConfirm', 'mfaRequired', 'deletionLock', 'lapseDays'])
    .where('accountId', '=', accountId)
    .executeTakeFirst();
  return {
    alwaysConfirm: row?.alwaysConfirm === 1,
    mfaRequired: row?.mfaRequired === 1,
    deletionLock: row?.deletionLock === 1,
    lapseDays: row?.lapseDays ?? null,
  };
}

/** Whether devices of the account may not be removed; asked in the transaction of the removal. */
export async function isDeletionLocked(trx: Kysely<Schema>, accountId: string): Promise<boolean> {
  return (await readPolicies(trx, accountId)).deletionLock;
}

export type PolicyOutcome = 'changed' | 'prove-second-factor-first';

/** What is already so is no change, and leaves no line. */
export function changePolicies(
  needs: PolicyNeeds,
  actor: Actor,
  account: { name: string },
  change: PolicyChange,
): Promise<PolicyOutcome> {
  const { accountId } = actor;
  return needs.db.transaction().execute(async (trx): Promise<PolicyOutcome> => {
    const before = await readPolicies(trx, accountId);
    const changed = (Object.keys(change) as (keyof Policies)[]).filter(
      (name) => change[name] !== undefined && change[name] !== before[name],
    );
    if (changed.length === 0) return 'changed';
    if (changed.includes('mfaRequired') && change.mfaRequired === true && wouldBeKeptOut(actor)) {
      return 'prove-second-factor-first';
    }
    const pick = (from: PolicyChange) => Object.fromEntries(changed.map((name) => [name, from[name]]));
    await trx
      .updateTable('accountSettings')
      .set(
        Object.fromEntries(
          Object.entries(pick(change)).map(([name, value]) => [
            name,
            typeof value === 'boolean' ? Number(value) : value,
          ]),
        ),
      )
      .where('accountId', '=', accountId)
      .execute();
    await recordAudit(
      trx,
      {
        accountId,
        action: 'account.policies-changed',
        subject: { kind: 'account', id: accountId, name: account.name },
        author: authorOf(actor),
        before: pick({ ...before }),
        after: pick(change),
        at: needs.clock(),
      },
      needs.randomBytes,
    );
    return 'changed';
  });
}

function wouldBeKeptOut(actor: Actor): boolean {
  return isKeptOut(actor, { id: actor.accountId, asksSecondFactor: true });
}
