import t, { type Test } from 'tap';
import { linkIn, startSmtpSink } from '../../mail/testing/smtp-sink.ts';
import { type Someone, startWholeCloud } from '../../testing/whole-cloud.ts';
import { identityTables } from '../accounts.ts';
import { invitationLifeMs, mailsADay, mostOpenInvitations } from './invitations.ts';

const sink = await startSmtpSink();
t.teardown(() => sink.close());
// Mails are shown on a page here, so that people sign up without confirming; the test says who has confirmed.
const cloud = await startWholeCloud(t, { mail: { mailPage: true } });
const hourMs = 3_600_000;

async function confirmed(someone: Someone): Promise<Someone> {
  await cloud.db
    .withoutPlugins()
    .withTables<{ user: { id: string; emailVerified: number } }>()
    .updateTable('user')
    .set({ emailVerified: 1 })
    .where('id', '=', someone.userId)
    .execute();
  return someone;
}

async function invite(admin: Someone, email: string, role = 'operator'): Promise<string> {
  const made = await admin.ask('POST', '/api/v1/invitations', { email, role });
  if (made.status !== 200) throw new Error(`inviting answered ${made.status}: ${made.body.detail}`);
  return made.body.id;
}

const accept = (someone: Someone, id: string) => someone.ask('POST', `/api/v1/invitations/${id}/accept`);

t.test('the mail names who invites to what, and its link leads to a page of Studio', async (t) => {
  const mailing = await startWholeCloud(t, {
    mail: { mailPage: true, smtpUrl: sink.url, mailFrom: 'Signet <signet@signet.example>' },
    signIn: {},
  });
  const { email } = await unconfirmedAdmin(t, mailing);
  const mail = await sink.mailTo('grace@example.com');
  t.match(mail.subject, 'You are invited to Bakery & Sons on Signet');
  t.match(mail.text, email);
  t.match(mail.text, /You would be Installer: that is who pairs screens/);
  const link = linkIn(mail);
  t.match(link.pathname, /^\/invitation\/[0-9a-f]{32}$/);
  t.equal(link.searchParams.get('email'), 'grace@example.com');
});

/** Where addresses must be confirmed to sign in: past that. */
async function unconfirmedAdmin(t: Test, mailing: Awaited<ReturnType<typeof startWholeCloud>>) {
  const email = `founder-${process.pid}@example.com`;
  const body = { name: 'Founder', email, password: 'a long enough one' };
  t.equal((await mailing.send('POST', '/api/auth/sign-up/email', { body })).status, 200);
  const token = linkIn(await sink.mailTo(email)).searchParams.get('token');
  const verified = await mailing.send('GET', `/api/auth/verify-email?token=${token}`);
  const cookie = verified.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  await mailing.send('POST', '/api/v1/accounts', { cookie, body: { name: 'Bakery & Sons' } });
  const made = await mailing.send('POST', '/api/v1/invitations', {
    cookie,
    body: { email: 'Grace@example.com', role: 'installer' },
  });
  t.equal(made.status, 200);
  return { email };
}

t.test('the invited person joins in the invited role, and acts on the account from then on', async (t) => {
  const admin = await cloud.signUp('Ada');
  const grace = await confirmed(await cloud.signUp('Grace'));
  const id = await invite(admin, grace.email.toUpperCase(), 'installer');
  const looked = await grace.ask('GET', `/api/v1/invitations/${id}`);
  t.match(looked, {
    status: 200,
    body: {
      status: 'open',
      account: { id: admin.accountId, name: "Ada's screens" },
      role: 'installer',
      invitedBy: `Ada (${admin.email})`,
    },
  });
  t.match((await admin.ask('GET', '/api/v1/members')).body.members, { length: 1 }, 'looking joins nobody');
  t.match(await accept(grace, id), { status: 200, body: { account: { id: admin.accountId } } });
  const session = async () => (await grace.ask('GET', '/api/v1/session')).body;
  t.match(await session(), { account: { id: admin.accountId, role: 'installer' } });
  t.equal((await session()).accounts.length, 1, 'the untouched account of the sign-up is gone');
  t.same((await admin.ask('GET', '/api/v1/invitations')).body.invitations, []);
  t.match(await accept(grace, id), { status: 200 }, 'a lost answer is repeatable');
  const { body } = await admin.ask('GET', '/api/v1/audit?limit=2');
  t.match(body.entries, [
    {
      action: 'member.joined',
      actor: { userId: grace.userId },
      subject: { kind: 'member', id: grace.userId },
      after: { role: 'installer', by: 'invitation', invitedBy: `Ada (${admin.email})` },
    },
    { action: 'invitation.sent', actor: { userId: admin.userId }, subject: { kind: 'invitation', id } },
  ]);
});

t.test('an account in which anything was done is kept beside the new one', async (t) => {
  const admin = await cloud.signUp('Ada');
  const busy = await confirmed(await cloud.signUp('Busy'));
  const screen = await cloud.screen();
  await busy.ask('POST', '/api/v1/pairings/claim', { code: screen.code });
  await accept(busy, await invite(admin, busy.email));
  const { body } = await busy.ask('GET', '/api/v1/session');
  t.match(body, {
    accounts: [{ id: busy.accountId }, { id: admin.accountId }],
    account: { id: admin.accountId },
  });
  await screen.device.leave();
});

t.test('a used, foreign, expired, revoked or unknown invitation is refused in its own words', async (t) => {
  const admin = await cloud.signUp('Ada');
  const grace = await confirmed(await cloud.signUp('Grace'));
  const eve = await confirmed(await cloud.signUp('Eve'));
  const refused = async (someone: Someone, id: string, status: number, code: string) => {
    const looked = await someone.ask('GET', `/api/v1/invitations/${id}`);
    const accepted = await accept(someone, id);
    for (const answer of [looked, accepted]) t.match(answer, { status, body: { code } }, code);
    t.notMatch(JSON.stringify([looked.body, accepted.body]), /Ada|grace/i, 'and tells nothing else');
  };
  const id = await invite(admin, grace.email);
  await refused(eve, id, 403, 'invitation-for-another');
  await refused(grace, 'f'.repeat(32), 404, 'unknown-invitation');

  await accept(grace, id);
  await admin.ask('DELETE', `/api/v1/members/${grace.userId}`);
  await refused(grace, id, 409, 'invitation-used');

  const second = await invite(admin, grace.email);
  t.equal((await admin.ask('DELETE', `/api/v1/invitations/${second}`)).status, 204);
  await refused(grace, second, 410, 'invitation-revoked');
  t.match(await admin.ask('DELETE', `/api/v1/invitations/${second}`), {
    body: { code: 'unknown-invitation' },
  });

  const third = await invite(admin, grace.email);
  cloud.advance(invitationLifeMs);
  await refused(grace, third, 410, 'invitation-expired');
  t.match((await admin.ask('GET', '/api/v1/invitations')).body.invitations, [
    { id: third, status: 'expired' },
  ]);
  t.equal((await admin.ask('POST', `/api/v1/invitations/${third}/resend`)).status, 204);
  t.match(await accept(grace, third), { status: 200 }, 'sent again it begins anew, under the same link');
});

t.test('an address that nobody confirmed joins nothing, and learns nothing', async (t) => {
  const admin = await cloud.signUp('Ada');
  const squatter = await cloud.signUp('Squatter');
  const id = await invite(admin, squatter.email, 'admin');
  for (const answer of [await squatter.ask('GET', `/api/v1/invitations/${id}`), await accept(squatter, id)]) {
    t.match(answer, { status: 403, body: { code: 'address-not-confirmed' } });
    t.notMatch(JSON.stringify(answer.body), /Ada/);
  }
  await confirmed(squatter);
  t.equal((await accept(squatter, id)).status, 200);
});

t.test('of two who accept at once with the same session exactly one joins, once', async (t) => {
  const admin = await cloud.signUp('Ada');
  const grace = await confirmed(await cloud.signUp('Grace'));
  const id = await invite(admin, grace.email);
  const both = await Promise.all([accept(grace, id), accept(grace, id)]);
  t.same(
    both.map(({ status }) => status),
    [200, 200],
  );
  const members = await identityTables(cloud.db)
    .selectFrom('member')
    .select('id')
    .where('organizationId', '=', admin.accountId)
    .where('userId', '=', grace.userId)
    .execute();
  t.equal(members.length, 1);
});

t.test('a member or an invited person is not invited again', async (t) => {
  const admin = await cloud.signUp('Ada');
  const viewer = await cloud.member(admin, 'viewer');
  const make = (email: string, role = 'viewer') => admin.ask('POST', '/api/v1/invitations', { email, role });
  t.match(await make(viewer.email.toUpperCase()), { status: 409, body: { code: 'already-member' } });
  t.equal((await make('someone@example.org')).status, 200);
  t.match(await make('Someone@example.org'), { status: 409, body: { code: 'already-invited' } });
  for (const [email, role] of [
    ['not an address', 'viewer'],
    ['a@example.org\r\nBcc: b@example.org', 'viewer'],
    ['b@example.org', 'owner'],
  ] as const)
    t.match(await make(email, role), { status: 400, body: { code: 'invalid-request' } }, email);
  t.match(
    await admin.ask('POST', '/api/v1/invitations', { email: 'c@example.org' }),
    {
      status: 400,
      body: { field: 'role' },
    },
    'a role is required',
  );
});

t.test(
  'what an Admin promised does not outlive their being one, and a member comes in by sign-on meanwhile',
  async (t) => {
    const admin = await cloud.signUp('Ada');
    const second = await cloud.member(admin, 'admin');
    const grace = await confirmed(await cloud.signUp('Grace'));
    const accomplice = await confirmed(await cloud.signUp('Accomplice'));
    const promised = await invite(second, accomplice.email, 'admin');
    await admin.ask('DELETE', `/api/v1/members/${second.userId}`);
    t.match(await accept(accomplice, promised), { status: 410, body: { code: 'invitation-revoked' } });

    const id = await invite(admin, grace.email, 'operator');
    const put = (role: string) =>
      identityTables(cloud.db)
        .insertInto('member')
        .values({
          id: `${role}-${grace.userId}`,
          organizationId: admin.accountId,
          userId: grace.userId,
          role,
          createdAt: new Date().toISOString(),
        })
        .execute();
    await put('viewer');
    t.equal((await accept(grace, id)).status, 200);
    t.match((await grace.ask('GET', '/api/v1/session')).body, { account: { role: 'operator' } }, 'it raises');
  },
);

t.test('an invitation never lowers whom it meets', async (t) => {
  const admin = await cloud.signUp('Ada');
  const grace = await confirmed(await cloud.signUp('Grace'));
  const id = await invite(admin, grace.email, 'viewer');
  await identityTables(cloud.db)
    .insertInto('member')
    .values({
      id: `lower-${grace.userId}`,
      organizationId: admin.accountId,
      userId: grace.userId,
      role: 'admin',
      createdAt: new Date().toISOString(),
    })
    .execute();
  t.equal((await accept(grace, id)).status, 200);
  t.match((await grace.ask('GET', '/api/v1/session')).body, { account: { role: 'admin' } });
});

t.test('nobody’s mailbox is flooded through us', async (t) => {
  const admin = await cloud.signUp('Ada');
  const id = await invite(admin, 'victim@example.org');
  const resend = () => admin.ask('POST', `/api/v1/invitations/${id}/resend`);
  for (let i = 0; i < 4; i += 1) t.equal((await resend()).status, 204);
  const stopped = await resend();
  t.match(stopped, { status: 429, body: { code: 'too-many-invitations', retryAfterSeconds: 3_600 } });
  const another = await cloud.signUp('Another');
  t.match(
    await another.ask('POST', '/api/v1/invitations', { email: 'victim@example.org', role: 'viewer' }),
    { status: 429 },
    'also not from several accounts',
  );
  cloud.advance(hourMs);
  t.equal((await resend()).status, 204);

  const make = (i: number) =>
    admin.ask('POST', '/api/v1/invitations', { email: `p${i}@example.org`, role: 'viewer' });
  let made = 0;
  while ((await make(made)).status === 200) made += 1;
  t.equal(made, mailsADay - 6, 'an account sends so many a day');
  for (let days = 0; made < mostOpenInvitations - 1 && days < 5; days += 1) {
    cloud.advance(24 * hourMs);
    while (made < mostOpenInvitations - 1 && (await make(made)).status === 200) made += 1;
  }
  cloud.advance(24 * hourMs);
  t.match(await make(made), { status: 429, body: { code: 'too-many-invitations' } }, 'and has so many open');
});

t.test('a cloud without mail says so', async (t) => {
  const mute = await startWholeCloud(t);
  const admin = await mute.signUp('Ada');
  for (const path of ['', '/some/resend'])
    t.match(
      await admin.ask('POST', `/api/v1/invitations${path}`, { email: 'a@example.org', role: 'viewer' }),
      { status: 409, body: { code: 'no-mail' } },
    );
});

t.test('a failed mail is seen in the list', async (t) => {
  const admin = await cloud.signUp('Ada');
  await invite(admin, 'list@example.org');
  const mail = async () => (await admin.ask('GET', '/api/v1/invitations')).body.invitations[0].mail;
  const set = (change: object) =>
    cloud.db.updateTable('mailOutbox').set(change).where('toAddress', '=', 'list@example.org').execute();
  await set({ sentAt: null, failedAt: null });
  t.equal(await mail(), 'waiting');
  await set({ failedAt: 1 });
  t.equal(await mail(), 'failed');
  await set({ failedAt: null, sentAt: 1 });
  t.equal(await mail(), 'sent');
  await cloud.db.deleteFrom('mailOutbox').execute();
  t.equal(await mail(), null);
});

t.test('another account’s invitations are out of reach', async (t) => {
  const admin = await cloud.signUp('Ada');
  const stranger = await cloud.signUp('Stranger');
  const id = await invite(admin, 'mine@example.org');
  t.match(await stranger.ask('DELETE', `/api/v1/invitations/${id}`), {
    body: { code: 'unknown-invitation' },
  });
  t.match(await stranger.ask('POST', `/api/v1/invitations/${id}/resend`), {
    body: { code: 'unknown-invitation' },
  });
  t.same((await stranger.ask('GET', '/api/v1/invitations')).body.invitations, []);
});
