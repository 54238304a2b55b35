/**
 * The outbox: mails that have been decided on, kept until they are sent or given up.
 *
 * Posting is an insert, so a mail can be part of the transaction that causes it and neither is there without the
 * other. Nothing is sent here. What a mail said is forgotten once it is sent, because links in it open doors;
 * that it was sent is kept for a week.
 */
import type { Kysely } from 'kysely';
import { newId } from '../database/new-id.ts';
import type { MailOutboxTable, Schema } from '../database/schema.ts';
import type { Letter } from './letter.ts';

export interface MailOutbox {
  /** Inserts through `db`, which may be a transaction. `accountId`: on whose behalf, where on any. */
  post(db: Kysely<Schema>, letter: Letter, accountId?: string): Promise<void>;
  /** Once more, from the first try on; or at once, where it waits for the next one. */
  sendAgain(db: Kysely<Schema>, id: string): Promise<void>;
  /** Says that something was posted by other means. The sender looks as soon as the connection is free. */
  posted(): void;
}

/** Waiting times before the second, third, ... try. After the last one the mail is given up. */
export const retryAfterMs: readonly number[] = [
  30_000, 120_000, 600_000, 1_800_000, 7_200_000, 21_600_000, 43_200_000, 86_400_000,
];

/** How long rows of finished mails are kept. */
export const keptForMs = 7 * 24 * 3_600_000;

/** The row of a mail that nobody has tried to send yet. */
export function outboxRow(id: string, letter: Letter, now: number, accountId?: string): MailOutboxTable {
  return {
    id,
    kind: letter.kind,
    toAddress: letter.to,
    subject: letter.subject,
    text: letter.text,
    html: letter.html,
    accountId: accountId ?? null,
    createdAt: now,
    nextTryAt: now,
    tries: 0,
    sentAt: null,
    failedAt: null,
    error: null,
  };
}

export function createOutbox(needs: {
  clock(): number;
  randomBytes(size: number): Uint8Array;
  /** Called after each post; must not wait for the database. */
  wakeSender(): void;
}): MailOutbox {
  return {
    async post(db, letter, accountId) {
      const row = outboxRow(newId(needs.randomBytes), letter, needs.clock(), accountId);
      await db.insertInto('mailOutbox').values(row).execute();
      needs.wakeSender();
    },
    async sendAgain(db, id) {
      await db
        .updateTable('mailOutbox')
        .set({ nextTryAt: needs.clock(), failedAt: null, tries: 0 })
        .where('id', '=', id)
        .where('sentAt', 'is', null)
        .execute();
      needs.wakeSender();
    },
    posted: () => needs.wakeSender(),
  };
}
