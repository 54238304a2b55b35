/**
 * Sends what is in the outbox, one mail after the other, and tries again what could not be sent.
 *
 * A mail may arrive twice (a power cut between sending and noting it) and never not at all without a trace: every
 * failure is logged and kept in its row. Time comes from the clock it is given; only the alarm is a real timer,
 * and tests give their own.
 */
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { MailOutboxTable, Schema } from '../database/schema.ts';
import { keptForMs, retryAfterMs } from './outbox.ts';

/** The mail server did not take a mail; thrown by transports. */
export class MailError extends Error {
  readonly code: 'mail-refused' | 'mail-unreachable';
  constructor(code: 'mail-refused' | 'mail-unreachable', cause: unknown) {
    super(
      code === 'mail-refused' ? 'The mail server refuses this mail.' : 'The mail server cannot be used.',
      {
        cause,
      },
    );
    this.code = code;
  }
}

/** Takes one mail to where it goes. Throws {@link MailError}; `mail-refused` means that trying again is vain. */
export interface MailTransport {
  send(mail: Pick<MailOutboxTable, 'id' | 'toAddress' | 'subject' | 'text' | 'html'>): Promise<void>;
  close(): void;
}

export interface MailSenderNeeds {
  db: Kysely<Schema>;
  /** Milliseconds since 1970. */
  clock(): number;
  transport: MailTransport;
  log: Logger;
  /** Keeps what a sent mail said; for the page that shows mails. */
  keepText: boolean;
  /** Calls back once after `ms`; answers how to call it off. */
  setAlarm?(ms: number, ring: () => void): () => void;
}

export interface MailSender {
  /** There may be something to send. */
  wake(): void;
  /** Resolves when nothing is being sent. */
  settled(): Promise<void>;
  /** Ends after the mail under way; what is left waits for the next start. */
  close(): Promise<void>;
}

const longestSleepMs = 600_000;

export function createMailSender(needs: MailSenderNeeds): MailSender {
  const setAlarm = needs.setAlarm ?? realAlarm;
  let underWay: Promise<void> | null = null;
  let wokenMeanwhile = false;
  let closed = false;
  let stopAlarm = () => {};

  async function run(): Promise<void> {
    try {
      await forget(needs);
      while (!closed) {
        const due = await nextDue(needs);
        if (due === undefined) break;
        await sendOne(needs, due);
      }
    } catch (err) {
      needs.log.error({ code: 'mail-sender-failed', err }, 'mails cannot be read or noted; trying again');
    }
  }

  async function cycle(): Promise<void> {
    stopAlarm();
    do {
      wokenMeanwhile = false;
      await run();
    } while (wokenMeanwhile && !closed);
    if (closed) return;
    const sleepMs = await untilNext(needs).catch(() => longestSleepMs);
    if (sleepMs !== null && !closed) stopAlarm = setAlarm(Math.min(sleepMs, longestSleepMs), wake);
  }

  function wake(): void {
    if (closed) return;
    wokenMeanwhile = true;
    if (underWay !== null) return;
    underWay = cycle().finally(() => {
      underWay = null;
      // Woken between the last look and here.
      if (wokenMeanwhile) wake();
    });
  }

  return {
    wake,
    async settled() {
      while (underWay !== null) await underWay;
    },
    async close() {
      closed = true;
      wokenMeanwhile = false;
      stopAlarm();
      await underWay;
      needs.transport.close();
    },
  };
}

async function sendOne(needs: MailSenderNeeds, mail: MailOutboxTable): Promise<void> {
  const update = (row: Partial<MailOutboxTable>) =>
    needs.db
      .updateTable('mailOutbox')
      .set({ tries: mail.tries + 1, ...row })
      .where('id', '=', mail.id)
      .execute();
  const forgotten = needs.keepText ? {} : { text: '', html: '' };
  try {
    await needs.transport.send(mail);
  } catch (err) {
    const code = err instanceof MailError ? err.code : 'mail-unreachable';
    const waitMs = code === 'mail-refused' ? undefined : retryAfterMs[mail.tries];
    const now = needs.clock();
    const line = { code: 'mail-failed', mailId: mail.id, kind: mail.kind, tries: mail.tries + 1, err };
    if (waitMs === undefined) {
      needs.log.error(line, 'a mail is given up');
      // What an account sends has no link that opens a door, so it is kept for whoever mends what was wrong.
      const kept = mail.accountId === null ? forgotten : {};
      await update({ nextTryAt: null, failedAt: now, error: code, ...kept });
    } else {
      needs.log.warn({ ...line, nextTryInMs: waitMs }, 'a mail could not be sent; it is tried again');
      await update({ nextTryAt: now + waitMs, error: code });
    }
    return;
  }
  await update({ nextTryAt: null, sentAt: needs.clock(), error: null, ...forgotten });
  needs.log.info({ code: 'mail-sent', mailId: mail.id, kind: mail.kind }, 'mail sent');
}

function nextDue({ db, clock }: MailSenderNeeds): Promise<MailOutboxTable | undefined> {
  return db
    .selectFrom('mailOutbox')
    .selectAll()
    .where('nextTryAt', '<=', clock())
    .orderBy('nextTryAt')
    .limit(1)
    .executeTakeFirst();
}

/** Null: nothing waits. */
async function untilNext({ db, clock }: MailSenderNeeds): Promise<number | null> {
  const row = await db
    .selectFrom('mailOutbox')
    .select('nextTryAt')
    .where('nextTryAt', 'is not', null)
    .orderBy('nextTryAt')
    .limit(1)
    .executeTakeFirst();
  return row?.nextTryAt == null ? null : Math.max(0, row.nextTryAt - clock());
}

async function forget({ db, clock }: MailSenderNeeds): Promise<void> {
  const before = clock() - keptForMs;
  await db
    .deleteFrom('mailOutbox')
    .where((where) => where.or([where('sentAt', '<', before), where('failedAt', '<', before)]))
    .execute();
}

function realAlarm(ms: number, ring: () => void): () => void {
  const timer = setTimeout(ring, ms);
  timer.unref();
  return () => clearTimeout(timer);
}
