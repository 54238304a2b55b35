/**
 * Our tables that better-auth may write to within its own transactions, as it wants them described.
 *
 * Made by our migrations, so better-auth's are off for them. The connection is one: whatever is written while
 * better-auth holds a transaction must go through that transaction or wait for itself.
 */
import type { BetterAuthPlugin } from 'better-auth';
import type { Letter } from '../../mail/letter.ts';

type Fields = NonNullable<BetterAuthPlugin['schema']>[string]['fields'];

const text = (fieldName: string, required = true): Fields[string] => ({
  type: 'string',
  required,
  fieldName,
});
const moment = (fieldName: string, required = false): Fields[string] => ({
  type: 'number',
  bigint: true,
  required,
  fieldName,
});

export const signInTables = {
  mailOutbox: {
    modelName: 'mail_outbox',
    disableMigration: true,
    fields: {
      kind: text('kind'),
      toAddress: text('to_address'),
      subject: text('subject'),
      text: text('text'),
      html: text('html'),
      accountId: text('account_id', false),
      createdAt: moment('created_at', true),
      nextTryAt: moment('next_try_at'),
      tries: { type: 'number', required: true, fieldName: 'tries' },
      sentAt: moment('sent_at'),
      failedAt: moment('failed_at'),
      error: text('error', false),
    },
  },
  signIn: {
    modelName: 'sign_in',
    disableMigration: true,
    fields: {
      userId: text('user_id'),
      at: moment('at', true),
      method: text('method'),
      outcome: text('outcome'),
      address: text('address', false),
      userAgent: text('user_agent', false),
    },
  },
} satisfies NonNullable<BetterAuthPlugin['schema']>;

/** better-auth's adapter, as far as it is needed here; with an open transaction, that transaction. */
export interface Writer {
  create(row: { model: string; data: Record<string, unknown> }): Promise<unknown>;
  count(query: { model: string; where: Where[] }): Promise<number>;
}

interface Where {
  field: string;
  value: string | number;
  operator?: 'eq' | 'gt';
}

/** At most so many mails of one kind to one address in an hour: nobody's mailbox is flooded through us. */
const mailsAnHour = 5;

/** Whether it was posted; false where the address has had enough for now. */
export async function postThrough(writer: Writer, letter: Letter, now: number): Promise<boolean> {
  const recent = await writer.count({
    model: 'mailOutbox',
    where: [
      { field: 'toAddress', value: letter.to },
      { field: 'kind', value: letter.kind },
      { field: 'createdAt', value: now - 3_600_000, operator: 'gt' },
    ],
  });
  if (recent >= mailsAnHour) return false;
  await writer.create({
    model: 'mailOutbox',
    data: {
      kind: letter.kind,
      toAddress: letter.to,
      subject: letter.subject,
      text: letter.text,
      html: letter.html,
      createdAt: now,
      nextTryAt: now,
      tries: 0,
    },
  });
  return true;
}
