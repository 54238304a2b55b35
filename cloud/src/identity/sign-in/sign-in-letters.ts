/**
 * The mails of signing in: what they say, and where their links lead.
 *
 * A link leads to a page of Studio, never to the API: what looks at links ahead of people (mail scanners, previews)
 * must not use them up, and a person whose link is too old gets a page and not a line of JSON. The way back travels
 * in the link, so that a pairing goes on in whichever tab it is opened.
 */
import { type Letter, writeLetter } from '../../mail/letter.ts';

export interface Recipient {
  email: string;
}

export function confirmAddressLetter(publicUrl: string, to: Recipient, token: string, next: string): Letter {
  return writeLetter({
    kind: 'confirm-address',
    to: to.email,
    subject: 'Confirm your address for Signet',
    paragraphs: [
      'Somebody, hopefully you, uses this address for Signet. Confirm that it is yours, and you are signed in.',
      'The link works for a day.',
    ],
    action: { label: 'Confirm my address', url: pageUrl(publicUrl, '/confirm-address', { token, next }) },
    footnote: 'If this was not you, do nothing: without this step the address is not used.',
  });
}

export function resetPasswordLetter(publicUrl: string, to: Recipient, token: string, next: string): Letter {
  return writeLetter({
    kind: 'reset-password',
    to: to.email,
    subject: 'Choose a new password for Signet',
    paragraphs: [
      'Somebody, hopefully you, asked to choose a new password for this address.',
      'The link works once and for an hour.',
    ],
    action: { label: 'Choose a new password', url: pageUrl(publicUrl, '/reset-password', { token, next }) },
    footnote: 'If this was not you, do nothing: your password stays as it is.',
  });
}

/** To the owner of an address with which somebody tries to sign up again. */
export function alreadyHereLetter(publicUrl: string, to: Recipient): Letter {
  return writeLetter({
    kind: 'already-here',
    to: to.email,
    subject: 'You have a Signet account already',
    paragraphs: [
      'Somebody, hopefully you, tried to create an account with this address. There is one already: sign in with it.',
      'If you do not know the password, choose a new one on the sign-in page.',
    ],
    action: { label: 'Sign in', url: pageUrl(publicUrl, '/sign-in', {}) },
    footnote: 'If this was not you, do nothing: nobody else got in.',
  });
}

export function passwordChangedLetter(publicUrl: string, to: Recipient): Letter {
  return writeLetter({
    kind: 'password-changed',
    to: to.email,
    subject: 'Your Signet password was changed',
    paragraphs: [
      'The password for this address has just been changed, and everybody who was signed in with it is signed out.',
    ],
    action: { label: 'Sign in', url: pageUrl(publicUrl, '/sign-in', {}) },
    footnote: 'If this was not you, choose a new password on the sign-in page at once.',
  });
}

function pageUrl(publicUrl: string, path: string, query: { token?: string; next?: string }): string {
  const url = new URL(path, publicUrl);
  if (query.token !== undefined) url.searchParams.set('token', query.token);
  if (query.next !== undefined && query.next !== '/') url.searchParams.set('next', query.next);
  return url.toString();
}
