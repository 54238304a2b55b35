/** Gives an account another name, which its screens, mails and lists show from then on. */
import { authorOf, recordAudit } from '../audit/record.ts';
import type { Dependencies } from '../dependencies.ts';
import { identityTables, readAccount } from '../identity/accounts.ts';
import type { Actor } from '../identity/identity.ts';

type Needs = Pick<Dependencies, 'db' | 'clock' | 'randomBytes' | 'deviceBus'>;

/** False where the account is gone. */
export async function renameAccount(needs: Needs, actor: Actor, name: string): Promise<boolean> {
  const { accountId } = actor;
  const outcome = await needs.db.transaction().execute(async (trx) => {
    const before = await readAccount(trx, accountId);
    if (before === null) return 'gone';
    if (before.name === name) return 'unchanged';
    await identityTables(trx).updateTable('organization').set({ name }).where('id', '=', accountId).execute();
    await recordAudit(
      trx,
      {
        accountId,
        action: 'account.renamed',
        subject: { kind: 'account', id: accountId, name },
        author: authorOf(actor),
        before: { name: before.name },
        after: { name },
        at: needs.clock(),
      },
      needs.randomBytes,
    );
    return 'renamed';
  });
  if (outcome === 'renamed') {
    const devices = await needs.db
      .selectFrom('binding')
      .select('deviceId')
      .where('accountId', '=', accountId)
      .execute();
    for (const { deviceId } of devices) needs.deviceBus.publish(deviceId);
  }
  return outcome !== 'gone';
}
