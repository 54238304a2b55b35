import t from 'tap';
import { allowsSerial, nameByPattern, refusalOf, standingOfToken, tellsApart } from './token-standing.ts';

const fresh = { expiresAt: null, maxUses: null, uses: 0, pausedAt: null, revokedAt: null };

t.test('a token is what ends it first for good', async (t) => {
  t.equal(standingOfToken(fresh, 5), 'active');
  t.equal(standingOfToken({ ...fresh, pausedAt: 1 }, 5), 'paused');
  t.equal(standingOfToken({ ...fresh, expiresAt: 6 }, 5), 'active');
  t.equal(standingOfToken({ ...fresh, expiresAt: 5 }, 5), 'expired', 'the moment itself is too late');
  t.equal(standingOfToken({ ...fresh, maxUses: 2, uses: 1 }, 5), 'active');
  t.equal(standingOfToken({ ...fresh, maxUses: 2, uses: 2, pausedAt: 1 }, 5), 'used-up');
  t.equal(standingOfToken({ ...fresh, expiresAt: 1, maxUses: 1, uses: 1, revokedAt: 1 }, 5), 'revoked');
});

t.test('a device that comes back needs no use of its own, but a token that is let work', async (t) => {
  t.equal(refusalOf('active', false, false), null);
  t.equal(refusalOf('used-up', false, false), 'used-up');
  t.equal(refusalOf('used-up', true, false), null);
  t.equal(refusalOf('used-up', true, true), 'paused');
  for (const standing of ['paused', 'expired', 'revoked'] as const)
    t.equal(refusalOf(standing, true, false), standing);
});

t.test('serials are allowed by name and by how they begin', async (t) => {
  t.equal(allowsSerial(null, ''), true);
  const rules = ['NP-0001', 'AB-*'];
  for (const serial of ['NP-0001', ' np-0001 ', 'AB-', 'ab-77'])
    t.equal(allowsSerial(rules, serial), true, serial);
  for (const serial of ['', 'NP-00012', 'NP-000', 'A', 'xAB-1'])
    t.equal(allowsSerial(rules, serial), false, serial);
  t.equal(allowsSerial(['*'], ''), false, 'a device without a serial is never on a list');
});

t.test('a serial that every board of a kind has tells nothing apart', async (t) => {
  for (const serial of ['', ' ', '0', '000-000', 'To be filled by O.E.M.', 'Default string', '123456789'])
    t.equal(tellsApart(serial), false, serial);
  for (const serial of ['NP-0001', '4F2A', '1234567890AB']) t.equal(tellsApart(serial), true, serial);
});

t.test('a name is made by its pattern', async (t) => {
  const device = { n: 7, serial: ' NP-1 ', model: 'Node Pro' };
  t.equal(nameByPattern('Lobby {n}', device), 'Lobby 7');
  t.equal(nameByPattern('{model}/{serial}/{other}', device), 'Node Pro/NP-1/{other}');
  t.equal(nameByPattern('', device), null);
  t.equal(nameByPattern('{serial}', { ...device, serial: '' }), null);
  t.equal(nameByPattern('{serial}', { ...device, serial: 'a\nb' }), 'ab', 'a screen gets one line');
  t.equal(nameByPattern('x'.repeat(300), device)?.length, 100);
});
