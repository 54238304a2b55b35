import t from 'tap';
import {
  type FoundInvitation,
  type InvitationStanding,
  type Invited,
  standingOfInvitation,
} from './invitation-standing.ts';

const open: FoundInvitation = { email: 'grace@example.com', status: 'pending', expiresAt: 1_000 };
const grace: Invited = { email: 'Grace@example.com', hasConfirmedAddress: true, isMember: false };
const eve: Invited = { email: 'eve@example.com', hasConfirmedAddress: true, isMember: false };

t.test('an invitation is for the invited, confirmed address, once, for its time', async (t) => {
  const table: [string, FoundInvitation | null, Invited, number, InvitationStanding][] = [
    ['open', open, grace, 999, 'open'],
    ['no such', null, grace, 0, 'unknown-invitation'],
    ['another address', open, eve, 0, 'invitation-for-another'],
    [
      'an address alike',
      open,
      { ...grace, email: 'grace@example.com.evil.example' },
      0,
      'invitation-for-another',
    ],
    ['not confirmed', open, { ...grace, hasConfirmedAddress: false }, 0, 'address-not-confirmed'],
    ['expired', open, grace, 1_000, 'invitation-expired'],
    ['revoked', { ...open, status: 'revoked' }, grace, 0, 'invitation-revoked'],
    ['revoked and expired', { ...open, status: 'revoked' }, grace, 5_000, 'invitation-revoked'],
    ['accepted, and in', { ...open, status: 'accepted' }, { ...grace, isMember: true }, 5_000, 'accepted'],
    ['accepted, and out again', { ...open, status: 'accepted' }, grace, 0, 'invitation-used'],
    ['in by other means', open, { ...grace, isMember: true }, 0, 'open'],
    ['another, of a used one', { ...open, status: 'accepted' }, eve, 0, 'invitation-for-another'],
    [
      'not confirmed, of an expired one',
      open,
      { ...grace, hasConfirmedAddress: false },
      5_000,
      'address-not-confirmed',
    ],
  ];
  for (const [what, invitation, invited, now, standing] of table)
    t.equal(standingOfInvitation(invitation, invited, now), standing, what);
});
