import t from 'tap';
import { startIdentity } from '../identity/identity-for-tests.ts';
import { outboxRow } from './outbox.ts';
import { startSmtpSink } from './testing/smtp-sink.ts';

const letter = (to: string) => ({
  kind: 'invitation',
  to,
  subject: 'Come',
  text: 'A link',
  html: '<p>A link</p>',
});

async function start(mail = true) {
  const sink = await startSmtpSink();
  const cloud = await startIdentity({
    ...(mail ? { mail: { smtpUrl: sink.url, mailFrom: 'signet@signet.example', mailPage: true } } : {}),
  });
  t.teardown(async () => {
    await cloud.close();
    await sink.close();
  });
  return { cloud, sink };
}

/** Puts somebody's mail into the outbox as it stands after a while. */
async function put(
  { cloud }: Awaited<ReturnType<typeof start>>,
  id: string,
  to: string,
  more: object = {},
  accountId?: string,
) {
  const row = {
    ...outboxRow(id, letter(to), Date.now(), accountId),
    nextTryAt: null,
    failedAt: Date.now(),
    ...more,
  };
  await cloud.db.insertInto('mailOutbox').values(row).execute();
}

t.test('who may see a mail sends it again, and nobody else', async (t) => {
  const running = await start(false);
  const { cloud } = running;
  const owner = await cloud.signUp('owner@example.com');
  const other = await cloud.signUp('other@example.com');
  const session = await cloud.send('GET', '/api/v1/session', { cookie: owner });
  const { id: accountId } = session.body['account'] as { id: string };
  await put(running, 'invited', 'guest@example.com', {}, accountId);
  await put(running, 'mine', 'owner@example.com');
  const listed = await cloud.send('GET', '/api/v1/mails', { cookie: owner });
  t.match(listed.body['mails'], [
    { status: 'failed', again: true },
    { status: 'failed', again: true },
  ]);
  const send = (id: string, cookie?: string) =>
    cloud.send('POST', `/api/v1/mails/${id}/send`, cookie === undefined ? {} : { cookie });
  t.match(await send('invited'), { status: 401, body: { code: 'sign-in-required' } });
  t.match(await send('invited', other), { status: 404, body: { code: 'unknown-mail' } });
  t.match(await send('nothing', owner), { status: 404, body: { code: 'unknown-mail' } });
  t.match(await send('invited', owner), { status: 409, body: { code: 'no-mail' } }, 'nor without a server');
});

t.test(
  'a mail that waits or was given up is sent at once; one that was sent or forgotten is not',
  async (t) => {
    const running = await start();
    const { cloud, sink } = running;
    const email = 'reader@example.com';
    await cloud.signUp(email);
    const mail = await sink.mailTo(email);
    const [, token = ''] = /token=([^&\s]+)/.exec(mail.text ?? '') ?? [];
    const { cookie } = await cloud.send('GET', `/api/auth/verify-email?token=${token}`);
    const later = Date.now() + 3_600_000;
    await put(running, 'waiting', email, { nextTryAt: later, failedAt: null, tries: 3 });
    await put(running, 'failed', email, { error: 'mail-refused', tries: 9 });
    await put(running, 'forgotten', email, { text: '', html: '' });
    await put(running, 'sent', email, { failedAt: null, sentAt: Date.now() });
    const send = (id: string) => cloud.send('POST', `/api/v1/mails/${id}/send`, { cookie });
    for (const id of ['waiting', 'failed']) {
      t.equal((await send(id)).status, 204, id);
      t.match((await sink.mailTo(email)).subject, 'Come', id);
    }
    t.match((await send('forgotten')).body, { code: 'mail-finished', detail: /forgotten/ });
    t.match((await send('sent')).body, { code: 'mail-finished', detail: /was sent/ });
    const { body } = await cloud.send('GET', '/api/v1/mails', { cookie });
    const again = Object.fromEntries(
      (body['mails'] as { id: string; again: boolean }[]).map(({ id, again }) => [id, again]),
    );
    t.match(again, { forgotten: false, sent: false });
  },
);
