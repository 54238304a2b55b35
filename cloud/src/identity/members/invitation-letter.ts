/** The mail that invites somebody into an account. Its link leads to a page of Studio and opens nothing by itself. */
import { type Letter, writeLetter } from '../../mail/letter.ts';
import type { Role } from '../rights.ts';
import { roleWords } from '../role-words.ts';

export const invitationKind = 'invitation';

export interface InvitationLetter {
  publicUrl: string;
  invitationId: string;
  to: string;
  role: Role;
  accountName: string;
  /** Name and address of who invites. */
  from: string;
  expiresAt: number;
}

export function writeInvitation(invitation: InvitationLetter): Letter {
  const { publicUrl, invitationId, to, role, accountName, from, expiresAt } = invitation;
  const url = new URL(`/invitation/${invitationId}`, publicUrl);
  // So that the sign-in form knows the address: it works for no other.
  url.searchParams.set('email', to);
  const { title, does } = roleWords[role];
  const until = new Date(expiresAt).toISOString().slice(0, 10);
  return writeLetter({
    kind: invitationKind,
    to,
    subject: `You are invited to ${accountName} on Signet`,
    paragraphs: [
      `${from} invites you to the account “${accountName}” on Signet, which runs screens.`,
      `You would be ${title}: that is who ${does}.`,
      `The link works until ${until}, for this address alone, and asks you before anything happens.`,
    ],
    action: { label: 'See the invitation', url: url.toString() },
    footnote: 'If you do not know who sent this, do nothing.',
  });
}
