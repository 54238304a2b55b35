import t from 'tap';
import { type Asker, type FoundPairing, type PairingStanding, standingOf } from './pairing-standing.ts';

const live: FoundPairing = {
  pairingId: 'P',
  code: '2345-6789',
  deviceId: 'd',
  lastContactAt: 1_000,
  endedAt: null,
  endReason: null,
  claimedByUserId: null,
  model: 'Node Pro',
  serial: 'S',
  binding: null,
};
const claimed: FoundPairing = {
  ...live,
  endedAt: 2_000,
  endReason: 'claimed',
  claimedByUserId: 'ann',
  binding: { accountId: 'a-ann', pairingId: 'P' },
};
const ann: Asker = { userId: 'ann', accountIds: ['a-ann'] };
const life = { now: 2_000, graceMs: 1_000 };

t.test('one session means different things at different times and to different people', async (t) => {
  const table: [string, FoundPairing, Asker, PairingStanding][] = [
    ['on the screen', live, ann, 'live'],
    ['on the screen, for a stranger', live, { userId: null, accountIds: [] }, 'live'],
    ['away for longer than the grace', { ...live, lastContactAt: 999 }, ann, 'no-longer-live'],
    [
      'bound by other means',
      { ...live, binding: { accountId: 'x', pairingId: null } },
      ann,
      'already-paired',
    ],
    ['superseded', { ...live, endedAt: 1, endReason: 'superseded' }, ann, 'no-longer-live'],
    ['expired', { ...live, endedAt: 1, endReason: 'expired' }, ann, 'no-longer-live'],
    ['claimed by the asker', claimed, ann, 'paired-by-you'],
    ['claimed by another', claimed, { userId: 'bob', accountIds: ['a-ann'] }, 'already-paired'],
    ['claimed by one who left', claimed, { userId: 'ann', accountIds: ['a-new'] }, 'already-paired'],
    ['claimed, for a stranger', claimed, { userId: null, accountIds: [] }, 'already-paired'],
    [
      'claimed by nobody known',
      { ...claimed, claimedByUserId: null },
      { userId: null, accountIds: ['a-ann'] },
      'already-paired',
    ],
    ['claimed and undone', { ...claimed, binding: null }, ann, 'no-longer-live'],
    [
      'claimed, undone, and paired by a later code',
      { ...claimed, binding: { accountId: 'a-ann', pairingId: 'Q' } },
      ann,
      'no-longer-live',
    ],
  ];
  for (const [name, pairing, asker, standing] of table)
    t.equal(standingOf(pairing, asker, life), standing, name);
});
