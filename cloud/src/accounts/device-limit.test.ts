import { randomBytes } from 'node:crypto';
import t from 'tap';
import { startWholeCloud } from '../testing/whole-cloud.ts';
import { setDeviceLimit } from './device-limit.ts';

const cloud = await startWholeCloud(t, { deviceLimit: 1 });
const set = (account: string, deviceLimit: number | null) =>
  setDeviceLimit({ db: cloud.db, clock: cloud.deps.clock, randomBytes }, { account, deviceLimit });

t.test(
  'a new account begins with the limit of the cloud, and another one counts at the next claim',
  async (t) => {
    const admin = await cloud.signUp('Ada');
    const screens = [await cloud.screen(), await cloud.screen()] as const;
    const claim = async (index: 0 | 1) =>
      (await admin.ask('POST', '/api/v1/pairings/claim', { pairingId: screens[index].pairingId })).status;
    t.equal(await claim(0), 200);
    t.equal(await claim(1), 403);
    t.match(await set(admin.accountId, 2), { outcome: 'set', devices: 1, before: 1 });
    t.equal(await claim(1), 200);
    t.match(await set(admin.accountId, 0), { outcome: 'set', devices: 2, before: 2 }, 'what is there stays');
    t.match((await admin.ask('GET', '/api/v1/account')).body, { devices: 2, deviceLimit: 0 });
    for (const { device } of screens) await device.leave();
  },
);

t.test('each change stands in the audit log of the account, and what is no change does not', async (t) => {
  const admin = await cloud.signUp('Ada');
  await set(admin.accountId, 5);
  await set(admin.accountId, 5);
  await set(admin.accountId, null);
  const lines = await admin.ask('GET', '/api/v1/audit?action=account.device-limit-changed');
  t.match(lines.body, {
    entries: [
      { actor: { kind: 'system' }, before: { deviceLimit: 5 }, after: { deviceLimit: null } },
      { actor: { kind: 'system' }, before: { deviceLimit: 1 }, after: { deviceLimit: 5 } },
    ],
  });
});

t.test('a name is enough where only one account has it', async (t) => {
  const [one, other] = [await cloud.signUp('Eve'), await cloud.signUp('Eve')];
  t.same(await set('Nobody', 1), { outcome: 'unknown-account' });
  const both = await set("Eve's screens", 1);
  t.equal(both.outcome, 'ambiguous');
  t.same(
    new Set(both.outcome === 'ambiguous' ? both.accounts.map(({ id }) => id) : []),
    new Set([one.accountId, other.accountId]),
  );
  await one.ask('PATCH', '/api/v1/account', { name: 'Bakery' });
  t.match(await set('Bakery', 1), { outcome: 'set', account: { id: one.accountId } });
});
