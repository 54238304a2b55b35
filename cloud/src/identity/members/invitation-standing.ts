/**
 * What an invitation is worth to whoever follows its link. Pure.
 *
 * The ID in the link is a pointer and no credential: only the invited address counts, and only once it is confirmed to
 * be the person's own. To anybody else nothing is told but that it is not theirs.
 */

export interface FoundInvitation {
  email: string;
  status: 'pending' | 'accepted' | 'revoked';
  /** Milliseconds since 1970. */
  expiresAt: number;
}

export interface Invited {
  email: string;
  hasConfirmedAddress: boolean;
  /** Whether they are in the account now. */
  isMember: boolean;
}

export type InvitationStanding =
  | 'open'
  /** They have accepted it themselves, and are in. */
  | 'accepted'
  | 'unknown-invitation'
  | 'invitation-for-another'
  | 'address-not-confirmed'
  | 'invitation-used'
  | 'invitation-revoked'
  | 'invitation-expired';

export function standingOfInvitation(
  invitation: FoundInvitation | null,
  invited: Invited,
  now: number,
): InvitationStanding {
  if (invitation === null) return 'unknown-invitation';
  if (invitation.email.toLowerCase() !== invited.email.toLowerCase()) return 'invitation-for-another';
  // Before what became of it: an address that anybody may have typed learns nothing.
  if (!invited.hasConfirmedAddress) return 'address-not-confirmed';
  switch (invitation.status) {
    case 'accepted':
      return invited.isMember ? 'accepted' : 'invitation-used';
    case 'revoked':
      return 'invitation-revoked';
    case 'pending':
      return now >= invitation.expiresAt ? 'invitation-expired' : 'open';
    default:
      return invitation.status satisfies never;
  }
}
