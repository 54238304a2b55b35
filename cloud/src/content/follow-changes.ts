/**
 * Makes a change to content in one transaction and tells those whom it concerns, and nobody else.
 *
 * What each device plays is compared before and after: a device whose playlist is another one, or has other content,
 * gets a higher revision in the same transaction and is looked at again after the commit. A change that reaches no
 * device costs none a byte.
 */
import type { Kysely } from 'kysely';
import { type AuditEntry, type Author, auditRow, authorOf } from '../audit/record.ts';
import type { Schema } from '../database/schema.ts';
import type { Dependencies } from '../dependencies.ts';
import type { ContentKind } from '../events/device-news.ts';
import type { Actor } from '../identity/identity.ts';
import { type PlaylistChoice, readChoices } from './effective.ts';

export type ChangeNeeds = Pick<Dependencies, 'db' | 'clock' | 'randomBytes' | 'deviceBus' | 'newsBus'>;

export interface Change {
  trx: Kysely<Schema>;
  accountId: string;
  userId: string;
  author: Author;
  at: number;
  newId(): string;
  /** A line in the audit log. */
  record(line: Pick<AuditEntry, 'action' | 'subject' | 'before' | 'after'>): Promise<void>;
  /** The content of this playlist is another one. */
  changed(playlistId: string): void;
}

/** Thrown out of a change by {@link changeContent}'s work to undo all of it; the outcome is answered. */
export class RefusedChange<Outcome> extends Error {
  readonly code = 'change-refused';
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    super('The change was refused.');
    this.outcome = outcome;
  }
}

/** `what` is told to whoever watches the account. */
export async function changeContent<Outcome>(
  needs: ChangeNeeds,
  actor: Actor,
  what: ContentKind,
  work: (change: Change) => Promise<Outcome>,
): Promise<Outcome> {
  const { accountId } = actor;
  const { outcome, affected, isChanged } = await needs.db.transaction().execute(async (trx) => {
    const playlists = new Set<string>();
    let lines = 0;
    const change: Change = {
      trx,
      accountId,
      userId: actor.userId,
      author: authorOf(actor),
      at: needs.clock(),
      newId: () => Buffer.from(needs.randomBytes(16)).toString('hex'),
      changed: (playlistId) => playlists.add(playlistId),
      async record(line) {
        lines += 1;
        const entry = { ...line, accountId, author: change.author, at: change.at };
        await trx.insertInto('audit').values(auditRow(entry, needs.randomBytes)).execute();
      },
    };
    const followed = await followChoices(trx, accountId, undefined, playlists, () => work(change));
    return { outcome: followed.result, affected: followed.affected, isChanged: lines > 0 };
  });
  if (isChanged) {
    for (const deviceId of affected) needs.deviceBus.publish(deviceId);
    needs.newsBus.publish([
      ...affected.map((deviceId) => ({ accountId, deviceId, what: 'edited' as const })),
      { accountId, content: what },
    ]);
  }
  return outcome;
}

/**
 * Does the work and raises the revision of every device for which something else plays afterwards. Without `deviceIds`
 * all of the account's are compared. `playlists`: those whose content is another one.
 */
export async function followChoices<Result>(
  trx: Kysely<Schema>,
  accountId: string,
  deviceIds: readonly string[] | undefined,
  playlists: ReadonlySet<string>,
  work: () => Promise<Result>,
): Promise<{ result: Result; affected: readonly string[] }> {
  const before = await readChoices(trx, accountId, deviceIds);
  const result = await work();
  const after = await readChoices(trx, accountId, deviceIds);
  const affected = [...new Set([...before.keys(), ...after.keys()])].filter((deviceId) =>
    isAnother(before.get(deviceId), after.get(deviceId), playlists),
  );
  for (let first = 0; first < affected.length; first += devicesAtOnce) {
    await trx
      .updateTable('binding')
      .set((eb) => ({ revision: eb('revision', '+', 1) }))
      .where('deviceId', 'in', affected.slice(first, first + devicesAtOnce))
      .execute();
  }
  return { result, affected };
}

const devicesAtOnce = 500;

function isAnother(
  before: PlaylistChoice | undefined,
  after: PlaylistChoice | undefined,
  playlists: ReadonlySet<string>,
): boolean {
  if (before?.playlistId !== after?.playlistId || before?.because !== after?.because) return true;
  return after !== undefined && playlists.has(after.playlistId);
}
