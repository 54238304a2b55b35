/**
 * A real SMTP server for tests: takes mails and keeps them, or misbehaves as it is told.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface SmtpSink {
  url: string;
  mails: ParsedMail[];
  /** What it answers the next recipients with; null: takes them. */
  refuseWith: { code: number; text: string } | null;
  /** Resolves when a mail to this address is there. */
  mailTo(address: string): Promise<ParsedMail>;
  close(): Promise<void>;
}

/** The first link in a mail's text. */
export function linkIn(mail: ParsedMail): URL {
  const [link] = /https?:\/\/\S+/.exec(mail.text ?? '') ?? [];
  if (link === undefined) throw new Error(`no link in: ${mail.text}`);
  return new URL(link);
}

export async function startSmtpSink(options: { port?: number; password?: string } = {}): Promise<SmtpSink> {
  const waiting: (() => void)[] = [];
  const server = new SMTPServer({
    authOptional: options.password === undefined,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth(auth, _session, callback) {
      if (auth.password === options.password) callback(null, { user: auth.username });
      else callback(new Error('wrong password'));
    },
    onRcptTo(_address, _session, callback) {
      if (sink.refuseWith === null) return callback();
      const { code, text } = sink.refuseWith;
      return callback(Object.assign(new Error(text), { responseCode: code }));
    },
    onData(stream, _session, callback) {
      simpleParser(stream).then((mail) => {
        sink.mails.push(mail);
        callback();
        for (const look of waiting.splice(0)) look();
      }, callback);
    },
  });
  server.on('error', () => {});
  const listening = server.listen(options.port ?? 0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  const sink: SmtpSink = {
    url: `smtp://127.0.0.1:${port}`,
    mails: [],
    refuseWith: null,
    async mailTo(address) {
      for (;;) {
        const at = sink.mails.findIndex((mail) => addressesOf(mail).includes(address));
        const [mail] = at < 0 ? [] : sink.mails.splice(at, 1);
        if (mail !== undefined) return mail;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return sink;
}

function addressesOf(mail: ParsedMail): string[] {
  return [mail.to ?? []].flat().flatMap((to) => to.value.map((each) => each.address ?? ''));
}
