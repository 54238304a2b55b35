import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import t from 'tap';
import { migrate } from '../database/migrate.ts';
import { openDatabase } from '../database/open-database.ts';
import { type Someone, startWholeCloud } from '../testing/whole-cloud.ts';
import { startAuditKeeper } from './keep-audit.ts';
import { auditRow, recordAudit, theCloud } from './record.ts';

const cloud = await startWholeCloud(t);
const dayMs = 24 * 3_600_000;

/** Many lines at once, a minute apart, the last one newest. */
async function write(admin: Someone, count: number, action = 'device.renamed', from = 0): Promise<void> {
  const rows = Array.from({ length: count }, (_, i) =>
    auditRow(
      {
        accountId: admin.accountId,
        action,
        subject: { kind: 'device', id: `d-${i % 3}`, name: `Screen ${i}` },
        author: theCloud,
        at: from + i * 60_000,
      },
      randomBytes,
    ),
  );
  for (let i = 0; i < rows.length; i += 500) {
    await cloud.db
      .insertInto('audit')
      .values(rows.slice(i, i + 500))
      .execute();
  }
}

t.test('a line says who, what, when, from where, before and after', async (t) => {
  const admin = await cloud.signUp('Ada');
  const screen = await cloud.screen();
  await admin.ask('POST', '/api/v1/pairings/claim', { code: screen.code, name: 'Door' });
  await cloud.send('PATCH', `/api/v1/devices/${screen.deviceId}`, {
    cookie: admin.cookie,
    body: { name: 'Window' },
    headers: { 'X-Forwarded-For': '203.0.113.7' },
  });
  const { status, body } = await admin.ask('GET', '/api/v1/audit');
  t.equal(status, 200);
  t.match(body.entries, [
    {
      action: 'device.renamed',
      at: /^\d{4}-\d\d-\d\dT/,
      actor: { kind: 'user', id: admin.userId, userId: admin.userId, name: `Ada (${admin.email})` },
      subject: { kind: 'device', id: screen.deviceId, name: 'Window' },
      address: '203.0.113.7',
      sessionId: String,
      before: { name: 'Door' },
      after: { name: 'Window' },
    },
    { action: 'device.claimed', before: null, after: { name: 'Door' } },
    { action: 'account.opened', subject: { kind: 'account', name: "Ada's screens" }, address: null },
  ]);
  t.equal(body.next, null);
  t.notMatch(admin.cookie, body.entries[0].sessionId, 'the session is named by an ID that opens nothing');
  await screen.device.leave();
});

t.test('pages follow each other without gap or repetition, whatever is written meanwhile', async (t) => {
  const admin = await cloud.signUp();
  await write(admin, 130, 'device.moved', 1_000_000);
  // Several in the same millisecond: the time alone is no place.
  for (let i = 0; i < 20; i += 1) {
    await recordAudit(
      cloud.db,
      {
        accountId: admin.accountId,
        action: 'device.moved',
        subject: { kind: 'device', id: 'same', name: `${i}` },
        author: theCloud,
        at: 1_000_000,
      },
      randomBytes,
    );
  }
  const seen: string[] = [];
  let cursor = '';
  do {
    const { body } = await admin.ask(
      'GET',
      `/api/v1/audit?action=device.moved&limit=40${cursor === '' ? '' : `&cursor=${cursor}`}`,
    );
    seen.push(...body.entries.map(({ id }: { id: string }) => id));
    t.ok(body.entries.length <= 40);
    cursor = body.next ?? '';
    await write(admin, 1, 'device.moved', Date.now());
  } while (cursor !== '');
  t.equal(seen.length, 150);
  t.equal(new Set(seen).size, 150);
});

t.test('filters by action, kind, person, subject and time', async (t) => {
  const admin = await cloud.signUp('Filter');
  await write(admin, 10, 'device.renamed', 1_000_000);
  await write(admin, 5, 'device.lapsed', 9_000_000);
  await write(admin, 2, 'devices.other', 9_000_000);
  const count = async (query: string) => {
    const { body } = await admin.ask('GET', `/api/v1/audit?limit=200&${query}`);
    return body.entries.length;
  };
  t.equal(await count('action=device.lapsed'), 5);
  t.equal(await count('action=device'), 15, 'a kind, and not what merely begins like it');
  t.equal(await count('action=%25'), 0);
  t.equal(await count(`userId=${admin.userId}`), 1, 'only the opening was done in person');
  t.equal(await count('subjectKind=account'), 1);
  t.equal(await count('subjectId=d-0&action=device.renamed'), 4);
  const at = (ms: number) => encodeURIComponent(new Date(ms).toISOString());
  t.equal(await count(`since=${at(1_000_000)}&until=${at(1_180_000)}`), 3, 'until is not included');
  t.match((await admin.ask('GET', '/api/v1/audit/authors')).body, {
    authors: [{ userId: admin.userId, name: `Filter (${admin.email})` }],
  });
  for (const query of ['cursor=nonsense', 'limit=0', 'limit=201', 'since=yesterday', 'subjectKind=thing']) {
    t.match(
      await admin.ask('GET', `/api/v1/audit?${query}`),
      { status: 400, body: { code: 'invalid-request' } },
      query,
    );
  }
});

t.test('exports every line of a filter, as CSV and as JSON', async (t) => {
  const admin = await cloud.signUp('Export');
  await write(admin, 1_203, 'device.renamed', 1_000_000);
  const screen = await cloud.screen();
  const name = '=HYPERLINK("http://evil.example")';
  await admin.ask('POST', '/api/v1/pairings/claim', { code: screen.code, name });
  const csv = await admin.ask('GET', '/api/v1/audit/export?format=csv');
  t.match(csv.headers.get('Content-Type'), 'text/csv');
  t.match(
    csv.headers.get('Content-Disposition'),
    /^attachment; filename="signet-audit-\d{4}-\d\d-\d\d\.csv"$/,
  );
  t.equal(csv.headers.get('Cache-Control'), 'no-store');
  const lines: string[] = csv.body.trimEnd().split('\r\n');
  t.equal(lines.length, 1 + 1_205);
  t.match(lines[0], /time,action,/);
  t.match(lines[1], `"'=HYPERLINK(""http://evil.example"")"`, 'a name is no formula');
  const json = await admin.ask('GET', '/api/v1/audit/export?format=json');
  t.equal(json.body.length, 1_205);
  t.match(json.body[0], { action: 'device.claimed', after: { name } });
  t.same(json.body[0], (await admin.ask('GET', '/api/v1/audit?limit=1')).body.entries[0], 'as in the list');
  const none = await admin.ask('GET', '/api/v1/audit/export?format=json&action=nothing');
  t.same(none.body, []);
  t.match(await admin.ask('GET', '/api/v1/audit/export?format=xml'), { status: 400 });
  await screen.device.leave();
});

t.test('an account’s log is its own, and only its Admins read it', async (t) => {
  const admin = await cloud.signUp('Mine');
  const other = await cloud.signUp('Other');
  await write(admin, 3);
  const { body } = await other.ask('GET', `/api/v1/audit?subjectId=d-0`);
  t.same(body.entries, []);
  for (const role of ['operator', 'installer', 'viewer'] as const) {
    const member = await cloud.member(admin, role);
    for (const path of ['/api/v1/audit', '/api/v1/audit/authors', '/api/v1/audit/export?format=csv']) {
      t.match(
        await member.ask('GET', path),
        { status: 403, body: { code: 'not-allowed' } },
        `${path} ${role}`,
      );
    }
  }
});

t.test('a change that fails leaves no line, and a line that fails no change', async (t) => {
  const admin = await cloud.signUp('Both');
  const { db } = cloud;
  await db.schema.alterTable('audit').renameTo('elsewhere').execute();
  const opened = await admin.ask('POST', '/api/v1/accounts', { name: 'Never' });
  await db.schema.alterTable('elsewhere').renameTo('audit').execute();
  t.equal(opened.status, 500);
  t.match((await admin.ask('GET', '/api/v1/session')).body, { accounts: { length: 1 } });
});

t.test('lines are forgotten after their term, in pieces, and closed accounts with them', async (t) => {
  const db = openDatabase({ file: ':memory:' });
  t.teardown(() => db.destroy());
  await migrate(db);
  const entry = {
    accountId: 'a',
    action: 'device.renamed',
    subject: { kind: 'device', id: 'd' },
    author: theCloud,
  } as const;
  const rows = Array.from({ length: 2_300 }, (_, i) => auditRow({ ...entry, at: i }, randomBytes));
  rows.push(auditRow({ ...entry, at: 10 * dayMs }, randomBytes));
  for (let i = 0; i < rows.length; i += 500)
    await db
      .insertInto('audit')
      .values(rows.slice(i, i + 500))
      .execute();
  const account = { deviceLimit: null, defaultPlaylistId: null, createdAt: 0 };
  await db
    .insertInto('accountSettings')
    .values([
      { ...account, accountId: 'closed long ago', closedAt: 1 },
      { ...account, accountId: 'closed lately', closedAt: 9 * dayMs },
      { ...account, accountId: 'open' },
    ])
    .execute();

  const logged: { code: string }[] = [];
  const log = pino({ base: null }, { write: (line: string) => void logged.push(JSON.parse(line)) });
  const needs = { db, clock: () => 10 * dayMs, log, startRounds: () => () => {} };
  const forever = startAuditKeeper({ ...needs, auditTermMs: null });
  await forever.close();
  const count = async () => (await db.selectFrom('audit').select('auditId').execute()).length;
  t.equal(await count(), 2_301, 'with no term nothing is forgotten');
  const keeper = startAuditKeeper({ ...needs, auditTermMs: 5 * dayMs });
  await keeper.round();
  t.equal(await count(), 1);
  const left = await db.selectFrom('accountSettings').select('accountId').orderBy('accountId').execute();
  t.same(
    left.map(({ accountId }) => accountId),
    ['closed lately', 'open'],
  );
  t.match(logged, [{ code: 'audit-forgotten', count: 2_300 }]);

  await db.schema.dropTable('audit').execute();
  await keeper.round();
  t.match(logged.at(-1), { code: 'audit-keeper-failed' }, 'a failure is logged and no more');
  await keeper.close();
});
