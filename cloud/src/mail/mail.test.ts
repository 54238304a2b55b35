import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { pino } from 'pino';
import t from 'tap';
import { migrate } from '../database/migrate.ts';
import { openDatabase } from '../database/open-database.ts';
import { writeLetter } from './letter.ts';
import { createMailSender, MailError, type MailTransport } from './mail-sender.ts';
import { createOutbox, keptForMs, retryAfterMs } from './outbox.ts';
import { createSmtpTransport } from './smtp-transport.ts';
import { startSmtpSink } from './testing/smtp-sink.ts';

const letter = writeLetter({
  kind: 'test',
  to: 'ada@example.com',
  subject: 'Hello & welcome',
  paragraphs: ['This is <b>about</b> something.'],
  action: { label: 'Press', url: 'https://signet.example/x?a=1&b=2' },
  footnote: 'You can ignore it.',
});

/** An outbox with a sender whose clock and alarm the test moves. */
async function startOutbox(transport: MailTransport, keepText = false) {
  const db = openDatabase({ file: ':memory:' });
  await migrate(db);
  let now = 1_000_000;
  let alarm: { atMs: number; ring: () => void } | null = null;
  const logged: { code: string; msg: string }[] = [];
  const log = pino({ base: null }, { write: (line: string) => void logged.push(JSON.parse(line)) });
  const sender = createMailSender({
    db,
    clock: () => now,
    transport,
    log,
    keepText,
    setAlarm(ms, ring) {
      alarm = { atMs: now + ms, ring };
      return () => (alarm = null);
    },
  });
  const outbox = createOutbox({ clock: () => now, randomBytes, wakeSender: sender.wake });
  t.teardown(async () => {
    await sender.close();
    await db.destroy();
  });
  return {
    db,
    outbox,
    sender,
    logged,
    alarmInMs: () => (alarm === null ? null : alarm.atMs - now),
    async advance(ms: number) {
      now += ms;
      if (alarm !== null && alarm.atMs <= now) alarm.ring();
      else sender.wake();
      await sender.settled();
    },
    rows: () => db.selectFrom('mailOutbox').selectAll().execute(),
  };
}

t.test('a mail reaches a real mail server as text and HTML, and is then forgotten', async (t) => {
  const sink = await startSmtpSink();
  t.teardown(() => sink.close());
  const box = await startOutbox(
    createSmtpTransport({ url: sink.url, from: 'Signet <signet@signet.example>' }),
  );
  await box.outbox.post(box.db, letter);
  const mail = await sink.mailTo('ada@example.com');
  t.equal(mail.subject, 'Hello & welcome');
  t.match(mail.from?.text, /Signet.*signet@signet\.example/);
  t.match(mail.text, 'https://signet.example/x?a=1&b=2');
  t.match(mail.html, '&lt;b&gt;about&lt;/b&gt;', 'what a stranger wrote is no markup');
  t.equal(mail.headers.get('auto-submitted'), 'auto-generated');
  await box.sender.settled();
  t.match(await box.rows(), [{ sentAt: 1_000_000, nextTryAt: null, text: '', html: '', tries: 1 }]);
  t.equal(box.alarmInMs(), null, 'nothing to wake for');
  await box.advance(keptForMs + 1);
  t.same(await box.rows(), [], 'after a week not even that it was sent');
});

t.test('an address is one address, whatever it tries to be', async (t) => {
  const sink = await startSmtpSink();
  t.teardown(() => sink.close());
  const box = await startOutbox(createSmtpTransport({ url: sink.url, from: 'signet@signet.example' }));
  await box.outbox.post(box.db, { ...letter, to: 'a@example.com\r\nBcc: b@example.com' });
  await box.sender.settled();
  for (const mail of sink.mails) t.notMatch(JSON.stringify([mail.to, mail.bcc]), '"b@example.com"');
  t.ok(sink.mails.length <= 1);
});

t.test('a server that is down is tried again, and the mail arrives when it is back', async (t) => {
  const gone = await startSmtpSink();
  const port = Number(new URL(gone.url).port);
  await gone.close();
  const box = await startOutbox(createSmtpTransport({ url: gone.url, from: 'signet@signet.example' }));
  await box.outbox.post(box.db, letter);
  await box.sender.settled();
  t.match(await box.rows(), [{ tries: 1, error: 'mail-unreachable', sentAt: null }]);
  t.match(box.logged, [{ code: 'mail-failed', level: 40 }]);
  t.equal(box.alarmInMs(), retryAfterMs[0]);
  await box.advance((retryAfterMs[0] ?? 0) - 1);
  t.match(await box.rows(), [{ tries: 1 }], 'not before its time');
  const back = await startSmtpSink({ port });
  t.teardown(() => back.close());
  await box.advance(1);
  t.equal(back.mails.length, 1);
  t.match(await box.rows(), [{ tries: 2, error: null, sentAt: Number }]);
});

t.test('a recipient that the server refuses for good is given up at once, and that is seen', async (t) => {
  const sink = await startSmtpSink();
  t.teardown(() => sink.close());
  sink.refuseWith = { code: 550, text: 'no such mailbox' };
  const box = await startOutbox(createSmtpTransport({ url: sink.url, from: 'signet@signet.example' }));
  await box.outbox.post(box.db, letter);
  await box.sender.settled();
  t.match(await box.rows(), [{ failedAt: 1_000_000, nextTryAt: null, error: 'mail-refused', text: '' }]);
  t.match(box.logged, [{ code: 'mail-failed', level: 50, msg: /given up/ }]);
});

t.test('greylisting and a wrong password of ours are no reason to give up', async (t) => {
  const grey = await startSmtpSink();
  t.teardown(() => grey.close());
  grey.refuseWith = { code: 451, text: 'come back later' };
  const locked = await startSmtpSink({ password: 'right' });
  t.teardown(() => locked.close());
  for (const url of [grey.url, locked.url.replace('://', '://signet:wrong@')]) {
    const box = await startOutbox(createSmtpTransport({ url, from: 'signet@signet.example' }));
    await box.outbox.post(box.db, letter);
    await box.sender.settled();
    t.match(await box.rows(), [{ failedAt: null, nextTryAt: Number, error: 'mail-unreachable' }], url);
  }
});

t.test('a server that never answers does not hold up the program for ever', async (t) => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as { port: number };
  const transport = createSmtpTransport({
    url: `smtp://127.0.0.1:${port}`,
    from: 'signet@signet.example',
    answerTimeoutMs: 100,
  });
  const box = await startOutbox(transport);
  await box.outbox.post(box.db, letter);
  await box.sender.settled();
  t.match(await box.rows(), [{ error: 'mail-unreachable', tries: 1 }]);
  silent.close();
});

t.test('after the last try a mail is given up', async (t) => {
  let sent = 0;
  const box = await startOutbox({
    async send() {
      sent += 1;
      throw new Error('what a transport should not throw');
    },
    close() {},
  });
  await box.outbox.post(box.db, letter, 'account-1');
  await box.sender.settled();
  for (const waitMs of retryAfterMs) await box.advance(waitMs);
  t.equal(sent, retryAfterMs.length + 1);
  t.match(await box.rows(), [{ failedAt: Number, nextTryAt: null, accountId: 'account-1' }]);
  await box.advance(keptForMs);
  t.equal(sent, retryAfterMs.length + 1);
});

t.test('a mail that was given up is sent again when somebody asks, where it opens no door', async (t) => {
  let isDown = true;
  const sent: string[] = [];
  const box = await startOutbox({
    async send(mail) {
      if (isDown) throw new MailError('mail-refused', new Error('no'));
      sent.push(mail.text);
    },
    close() {},
  });
  await box.outbox.post(box.db, letter, 'account-1');
  await box.sender.settled();
  const [mail] = await box.rows();
  t.match(mail, { failedAt: Number, text: letter.text, tries: 1 });
  isDown = false;
  await box.outbox.sendAgain(box.db, mail?.id ?? '');
  await box.sender.settled();
  t.same(sent, [letter.text]);
  t.match(await box.rows(), [{ sentAt: Number, failedAt: null, text: '', error: null }]);
  await box.outbox.sendAgain(box.db, mail?.id ?? '');
  await box.sender.settled();
  t.equal(sent.length, 1, 'and once it was sent, never more');
});

t.test('a mail posted in a transaction that fails was never posted', async (t) => {
  const box = await startOutbox({ send: async () => {}, close() {} });
  await t.rejects(
    box.db.transaction().execute(async (trx) => {
      await box.outbox.post(trx, letter);
      throw new Error('no');
    }),
    { message: 'no' },
  );
  await box.sender.settled();
  t.same(await box.rows(), []);
});

t.test('mails posted while others are being sent are sent too, each once', async (t) => {
  const sent: string[] = [];
  const box = await startOutbox(
    {
      async send({ toAddress }) {
        sent.push(toAddress);
        if (toAddress === 'first@example.com')
          await box.outbox.post(box.db, { ...letter, to: 'second@example.com' });
      },
      close() {},
    },
    true,
  );
  await box.outbox.post(box.db, { ...letter, to: 'first@example.com' });
  await box.sender.settled();
  t.same(sent, ['first@example.com', 'second@example.com']);
  t.match(await box.rows(), [{ text: /about/ }, { text: /about/ }], 'kept, for the page that shows them');
});

t.test('a database that fails is logged and looked at again', async (t) => {
  const box = await startOutbox({ send: async () => {}, close() {} });
  await box.db.schema.alterTable('mail_outbox').renameTo('elsewhere').execute();
  box.sender.wake();
  await box.sender.settled();
  t.match(box.logged, [{ code: 'mail-sender-failed' }]);
  t.ok((box.alarmInMs() ?? 0) > 0);
  await box.db.schema.alterTable('elsewhere').renameTo('mail_outbox').execute();
});
