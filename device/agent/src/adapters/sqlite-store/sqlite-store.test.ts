import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import t from 'tap';
import { openSqliteStore } from './sqlite-store.ts';

const pairing = {
  bootId: 'boot-1',
  pairingId: 'MFRGGZDFMZTWQ2LKNNWG23TPOB',
  code: 'K7QM-3XHT',
  url: 'HTTPS://SIGNET.EXAMPLE/P/MFRGGZDFMZTWQ2LKNNWG23TPOB',
  shortUrl: 'signet.example/pair',
};
const binding = {
  account: { id: 'a', name: 'Ada' },
  name: 'Counter',
  desired: { revision: 3, playlist: null },
};

function newPath(): string {
  return join(mkdtempSync(join(tmpdir(), 'signet-store-')), 'agent.db');
}

t.test('a new store knows nothing', async (t) => {
  const store = openSqliteStore(newPath());
  t.equal(store.readPairing(), null);
  t.equal(store.readBinding(), null);
  t.equal(store.readUnboundReason(), null);
  t.same(store.readNotices(), []);
  t.equal(store.setAside, null);
  store.close();
});

t.test('what was written is there after opening it again', async (t) => {
  const path = newPath();
  const store = openSqliteStore(path);
  store.writePairing(pairing);
  store.addNotice({ code: 'x', detail: 'y' });
  store.close();
  const again = openSqliteStore(path);
  t.same(again.readPairing(), pairing);
  t.same(again.readNotices(), [{ code: 'x', detail: 'y' }]);
  again.clearNotices();
  t.same(again.readNotices(), []);
  again.close();
});

t.test('a binding ends the pairing session, and its end is remembered with the reason', async (t) => {
  const store = openSqliteStore(newPath());
  store.writePairing(pairing);
  store.writeBinding(binding);
  t.equal(store.readPairing(), null);
  t.same(store.readBinding(), binding);
  store.clearBinding('removed');
  t.equal(store.readBinding(), null);
  t.equal(store.readUnboundReason(), 'removed');
  store.writeBinding(binding);
  t.equal(store.readUnboundReason(), null);
  store.close();
});

t.test('every write is on the disk when the call returns', async (t) => {
  const path = newPath();
  const store = openSqliteStore(path);
  store.writeBinding(binding);
  // Another process sees it without the first having closed anything.
  const other = openSqliteStore(path);
  t.same(other.readBinding(), binding);
  other.close();
  store.close();
  const raw = new Database(path);
  t.equal(raw.pragma('journal_mode', { simple: true }), 'wal');
  raw.close();
});

for (const [what, damage] of [
  [
    'is no database',
    (path: string) => writeFileSync(path, 'this is not a database, it never was one. '.repeat(200)),
  ],
  ['was cut short', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 5000))],
  [
    'has a page of zeros',
    (path: string) => {
      const file = openSync(path, 'r+');
      writeSync(file, Buffer.alloc(4096), 0, 4096, 4096);
      closeSync(file);
    },
  ],
  [
    'holds a row that makes no sense',
    (path: string) => {
      const raw = new Database(path);
      raw.prepare("UPDATE fact SET value = '{\"code\":1}' WHERE name = 'pairing'").run();
      raw.close();
    },
  ],
] as const) {
  t.test(`a database that ${what} is set aside, and the store starts anew and says so`, async (t) => {
    const path = newPath();
    const store = openSqliteStore(path);
    store.writePairing(pairing);
    store.close();
    damage(path);
    const rebuilt = openSqliteStore(path);
    t.equal(rebuilt.setAside, `${path}.damaged-1`);
    t.ok(existsSync(`${path}.damaged-1`));
    t.equal(rebuilt.readPairing(), null);
    t.match(rebuilt.readNotices(), [{ code: 'database-rebuilt' }]);
    rebuilt.writeBinding(binding);
    rebuilt.close();
    const again = openSqliteStore(path);
    t.equal(again.setAside, null);
    t.same(again.readBinding(), binding);
    again.close();
  });
}

t.test('a second damaged database does not overwrite the first', async (t) => {
  const path = newPath();
  for (const number of [1, 2]) {
    writeFileSync(path, `damage ${number}`.repeat(100));
    openSqliteStore(path).close();
  }
  t.match(readFileSync(`${path}.damaged-1`, 'utf8'), /^damage 1/);
  t.match(readFileSync(`${path}.damaged-2`, 'utf8'), /^damage 2/);
});

t.test('a database from a newer release is used as it is', async (t) => {
  const path = newPath();
  const store = openSqliteStore(path);
  store.writeBinding(binding);
  store.close();
  const raw = new Database(path);
  raw.exec('CREATE TABLE later (x); PRAGMA user_version = 99');
  raw.close();
  const older = openSqliteStore(path);
  t.same(older.readBinding(), binding);
  older.close();
});

t.test('a place where no database can be is an operational error with its code', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'signet-store-'));
  mkdirSync(join(folder, 'agent.db'));
  t.throws(() => openSqliteStore(join(folder, 'agent.db')), { code: 'store-unusable' });
  t.ok(statSync(join(folder, 'agent.db')).isDirectory(), 'what is no damaged database is not moved');
});

t.test('a write that fails is an operational error with its code', async (t) => {
  const path = newPath();
  const store = openSqliteStore(path);
  const blocker = new Database(path);
  blocker.exec('DROP TABLE notice');
  blocker.close();
  t.throws(() => store.addNotice({ code: 'x', detail: 'y' }), { code: 'store-failed' });
  store.close();
});
