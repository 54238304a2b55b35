/**
 * Mail by SMTP, through nodemailer.
 *
 * It knows envelopes and the server's answers; what to do about a failure is the sender's business. A server
 * that refuses the recipient or the content for good (5xx) is told apart from one that cannot be used right now,
 * which includes refusing our password: that is mended in the settings, and the mails are still wanted.
 */
import { createTransport } from 'nodemailer';
import { MailError, type MailTransport } from './mail-sender.ts';

export interface SmtpOptions {
  /** `smtp://user:password@host:587` or `smtps://host`. */
  url: string;
  /** `Signet <signet@example.com>`. */
  from: string;
  /** How long the server may take for any one answer. */
  answerTimeoutMs?: number;
}

export function createSmtpTransport({ url, from, answerTimeoutMs = 20_000 }: SmtpOptions): MailTransport {
  const smtp = createTransport({
    url,
    connectionTimeout: answerTimeoutMs,
    greetingTimeout: answerTimeoutMs,
    socketTimeout: answerTimeoutMs,
    // What a letter says is ours alone: it reads no file and fetches no address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const host = new URL(url).hostname;
  return {
    async send({ id, toAddress, subject, text, html }) {
      try {
        await smtp.sendMail({
          from,
          // As an object: an address is never read for a list or for further headers.
          to: { name: '', address: toAddress },
          subject,
          text,
          html,
          // The same at each try, so that a mail that arrives twice can be told to be one.
          messageId: `<${id}@${host}>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
      } catch (cause) {
        throw new MailError(isRefusal(cause) ? 'mail-refused' : 'mail-unreachable', cause);
      }
    },
    close: () => smtp.close(),
  };
}

function isRefusal(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  const { code, responseCode } = cause as Error & { code?: unknown; responseCode?: unknown };
  if (code === 'EAUTH') return false;
  return typeof responseCode === 'number' && responseCode >= 500;
}
