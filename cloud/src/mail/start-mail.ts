/**
 * Joins outbox, sender and transport by what the settings say.
 *
 * Without a mail server and without the page there is no mail at all: nothing is put aside for a server that
 * may never come, and whoever needs a mail is told so.
 */
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Schema } from '../database/schema.ts';
import type { CloudMail } from '../dependencies.ts';
import { pageTransport } from './mail-page.ts';
import { createMailSender } from './mail-sender.ts';
import { createOutbox } from './outbox.ts';
import { createSmtpTransport } from './smtp-transport.ts';

export interface MailSettings {
  smtpUrl?: string | undefined;
  mailFrom?: string | undefined;
  mailPage: boolean;
}

export interface RunningMail extends CloudMail {
  /** Ends after the mail under way. */
  close(): Promise<void>;
}

export function startMail(
  needs: {
    db: Kysely<Schema>;
    clock(): number;
    randomBytes(size: number): Uint8Array;
    log: Logger;
  },
  { smtpUrl, mailFrom, mailPage }: MailSettings,
): RunningMail | null {
  const hasServer = smtpUrl !== undefined && mailFrom !== undefined;
  if (!hasServer && !mailPage) return null;
  const transport = hasServer ? createSmtpTransport({ url: smtpUrl, from: mailFrom }) : pageTransport;
  const sender = createMailSender({ ...needs, transport, keepText: mailPage });
  const outbox = createOutbox({ ...needs, wakeSender: sender.wake });
  // What the last run left.
  sender.wake();
  return { outbox, confirmsAddresses: hasServer, showsPage: mailPage, close: sender.close };
}
