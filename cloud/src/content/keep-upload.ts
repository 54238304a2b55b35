/**
 * Takes a file that somebody uploads: looks into it, keeps it under its SHA-256, and gives the account its share in it.
 *
 * The same bytes are kept once, whoever sends them, and a second upload of them changes nothing. The file is brought into
 * the store within the transaction that counts it, so a file that is swept (`forget-media.ts`) and one that comes cannot
 * pass each other.
 */
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Actor } from '../identity/identity.ts';
import { type Change, type ChangeNeeds, changeContent } from './follow-changes.ts';
import { inspectMedia, type MediaFacts } from './inspect-media.ts';
import type { ReceivedFile } from './media-store.ts';

type Needs = ChangeNeeds & Pick<Dependencies, 'mediaStore' | 'settings'>;

export interface Upload {
  name: string;
  body: AsyncIterable<Uint8Array>;
  /** As announced; unknown where it is not. */
  announcedBytes: number | undefined;
}

export type UploadOutcome =
  | { outcome: 'added' | 'already-there'; sha256: string }
  | { outcome: 'too-large' | 'quota-reached' | 'too-many-files' }
  | { outcome: 'unfit'; detail: string };

/** So that a list of them can be shown whole. */
export const mostFiles = 2_000;

export async function keepUpload(needs: Needs, actor: Actor, upload: Upload): Promise<UploadOutcome> {
  const { mediaMaxBytes } = needs.settings;
  const announced = upload.announcedBytes ?? 0;
  if (announced > mediaMaxBytes) return { outcome: 'too-large' };
  const refusal = await whyNoRoom(needs, needs.db, actor.accountId, announced);
  if (refusal !== null) return { outcome: refusal };
  const file = await needs.mediaStore.receive(upload.body, mediaMaxBytes);
  if (file === 'too-large') return { outcome: 'too-large' };
  try {
    const inspection = await inspectMedia(file.path);
    if (inspection.outcome === 'unfit') return inspection;
    return await changeContent(needs, actor, 'media', (change) =>
      addFile(needs, change, file, { name: upload.name, facts: inspection.facts }),
    );
  } finally {
    await file.drop();
  }
}

async function addFile(
  needs: Needs,
  change: Change,
  file: ReceivedFile,
  { name, facts }: { name: string; facts: MediaFacts },
): Promise<UploadOutcome> {
  const { trx, accountId, at } = change;
  const { sha256, bytes } = file;
  const held = await trx
    .selectFrom('accountMedia')
    .select('deletedAt')
    .where('accountId', '=', accountId)
    .where('sha256', '=', sha256)
    .executeTakeFirst();
  if (held?.deletedAt === null) return { outcome: 'already-there', sha256 };
  const refusal = await whyNoRoom(needs, trx, accountId, bytes);
  if (refusal !== null) return { outcome: refusal };
  const { type, widthPx, heightPx, durationMs } = facts;
  await trx
    .insertInto('media')
    .values({ sha256, bytes, type, width: widthPx, height: heightPx, durationMs, createdAt: at })
    .onConflict((oc) => oc.column('sha256').doUpdateSet({ width: widthPx, height: heightPx, durationMs }))
    .execute();
  await trx
    .insertInto('accountMedia')
    .values({ accountId, sha256, name, createdAt: at })
    .onConflict((oc) =>
      oc.columns(['accountId', 'sha256']).doUpdateSet({ name, createdAt: at, deletedAt: null }),
    )
    .execute();
  const after = { name, type, bytes };
  await change.record({ action: 'media.added', subject: { kind: 'media', id: sha256, name }, after });
  await file.keep();
  return { outcome: 'added', sha256 };
}

export interface MediaUsage {
  files: number;
  bytes: number;
}

export async function readUsage(db: Kysely<Schema>, accountId: string): Promise<MediaUsage> {
  const row = await db
    .selectFrom('accountMedia')
    .innerJoin('media', 'media.sha256', 'accountMedia.sha256')
    .where('accountMedia.accountId', '=', accountId)
    .where('accountMedia.deletedAt', 'is', null)
    .select((eb) => [eb.fn.countAll().as('files'), eb.fn.sum('media.bytes').as('bytes')])
    .executeTakeFirstOrThrow();
  return { files: Number(row.files), bytes: Number(row.bytes ?? 0) };
}

/** Null where so much more may come. */
export async function whyNoRoom(
  { settings }: Pick<Needs, 'settings'>,
  db: Kysely<Schema>,
  accountId: string,
  moreBytes: number,
): Promise<'quota-reached' | 'too-many-files' | null> {
  const { files, bytes } = await readUsage(db, accountId);
  if (files >= mostFiles) return 'too-many-files';
  const { mediaQuotaBytes } = settings;
  return mediaQuotaBytes !== null && bytes + moreBytes > mediaQuotaBytes ? 'quota-reached' : null;
}
