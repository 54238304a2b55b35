/**
 * What a person reads when signing in or creating an account is refused, and at which field.
 *
 * Never says whether an email address has an account when signing in: that is the one thing a stranger with a
 * list of addresses would like to learn.
 */
import type { AuthRefusal } from './auth.ts';

export interface AuthTrouble {
  /** The field it belongs to; `form` when to none. */
  at: 'name' | 'email' | 'password' | 'code' | 'form';
  sentence: string;
}

const sentences: Readonly<Record<string, AuthTrouble>> = {
  INVALID_EMAIL_OR_PASSWORD: {
    at: 'form',
    sentence: 'Email and password do not match. Check both and try again.',
  },
  INVALID_EMAIL: { at: 'email', sentence: 'This is not a complete email address.' },
  USER_ALREADY_EXISTS: {
    at: 'form',
    sentence: 'There is an account with this email address already. Sign in instead.',
  },
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: {
    at: 'form',
    sentence: 'There is an account with this email address already. Sign in instead.',
  },
  PASSWORD_TOO_SHORT: { at: 'password', sentence: 'This password is too short. Use at least 8 characters.' },
  PASSWORD_TOO_LONG: { at: 'password', sentence: 'This password is too long. Use at most 128 characters.' },
  PASSWORD_COMPROMISED: {
    at: 'password',
    sentence: 'This password is among the first that anybody would try. Choose another one.',
  },
  SSO_REQUIRED: {
    at: 'form',
    sentence: 'Your company wants you to use its own sign-on. Continue with it below.',
  },
  INVALID_CODE: {
    at: 'code',
    sentence: 'This code is not right. Codes change every 30 seconds; try the next.',
  },
  INVALID_BACKUP_CODE: { at: 'code', sentence: 'This recovery code is not right, or was used before.' },
  INVALID_TWO_FACTOR_COOKIE: { at: 'form', sentence: 'That took too long. Sign in once more.' },
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: { at: 'form', sentence: 'Too many tries. Sign in once more.' },
  ACCOUNT_TEMPORARILY_LOCKED: {
    at: 'form',
    sentence: 'Too many wrong codes. Wait a quarter of an hour, then try again.',
  },
  INVALID_PASSWORD: { at: 'password', sentence: 'This is not your password.' },
  CREDENTIAL_ACCOUNT_NOT_FOUND: { at: 'form', sentence: 'You have no password yet. Load this page again.' },
  FAILED_TO_UNLINK_LAST_ACCOUNT: {
    at: 'form',
    sentence: 'This is the last way by which you can sign in. Add another one first.',
  },
  ACCOUNT_NOT_FOUND: { at: 'form', sentence: 'This is unlinked already.' },
  INVALID_TOKEN: { at: 'form', sentence: 'This link is too old, or was used before. Ask for a new one.' },
  TOKEN_EXPIRED: { at: 'form', sentence: 'This link is too old. Ask for a new one.' },
  SESSION_NOT_FRESH: {
    at: 'form',
    sentence: 'For this you have to have signed in today. Sign out and in again, then try once more.',
  },
  SECOND_FACTOR_FIRST: {
    at: 'form',
    sentence: 'Show the second factor that you have first, above. Then you can change it here.',
  },
  RESET_PASSWORD_DISABLED: { at: 'form', sentence: 'This cloud sends no mails. Ask whoever runs it.' },
  PASSKEY_CANCELLED: { at: 'form', sentence: 'No passkey was used. Try again, or sign in another way.' },
  PASSKEY_NOT_FOUND: {
    at: 'form',
    sentence: 'This passkey is not known here any more. Sign in another way.',
  },
  NO_COMPANY: {
    at: 'email',
    sentence: 'No company’s sign-on is known for this address. Check it, or sign in another way.',
  },
  EMAIL_NOT_VERIFIED: { at: 'form', sentence: 'Confirm your email address first: look for our message.' },
  '': {
    at: 'form',
    sentence: 'The cloud did not answer. Check your connection and try again; what you typed is still here.',
  },
};

/** What identity providers and the way back from them bring along as `?error=`. */
const wayBackSentences: Readonly<Record<string, string>> = {
  access_denied: 'You went back before you were signed in. Try again, or sign in another way.',
  account_not_linked:
    'There is an account with this address already. Sign in as you did before; then you can link this way in under Security.',
  account_already_linked_to_different_user:
    'This identity is linked to somebody else here. Sign in by it to see whose it is, and unlink it there first.',
  unable_to_link_account: 'Linking did not work out. Try again.',
  unable_to_get_user_info: 'The sign-in service did not tell who you are. Try again, or sign in another way.',
  state_mismatch: 'That took too long, or was begun in another window. Try again.',
  provider_too_slow: 'The sign-in service did not answer in time. Try again, or sign in another way.',
  invalid_code: 'The sign-in service did not answer as it should. Try again, or sign in another way.',
  invalid_provider: 'The sign-in service did not answer as it should. Try again, or sign in another way.',
  email_not_verified: 'Confirm your address first: we have sent you a mail with a link.',
  email_not_found: 'The sign-in service did not tell your email address, which is needed here.',
  SSO_REQUIRED: 'Your company wants you to use its own sign-on. Type your address and continue with it.',
  SSO_ADDRESS_OUTSIDE_DOMAIN:
    'Your company’s sign-on gave an address that is not of its own domain. Ask whoever runs it.',
  SSO_ADDRESS_NOT_CONFIRMED:
    'There is an account with your address that was never confirmed. Sign in with its password and confirm the address first.',
};

/** All of them, for whoever has to look at each. */
export const wayBackCodes: readonly string[] = Object.keys(wayBackSentences);

/** The sentence for a code in the address to which a sign-in elsewhere led back. */
export function wayBackSentence(code: string): string {
  const known = Object.hasOwn(wayBackSentences, code) ? wayBackSentences[code] : undefined;
  return known ?? 'Signing in did not work out. Try again, or sign in another way.';
}

/** The sentence for a refusal. */
export function authTrouble(refusal: AuthRefusal): AuthTrouble {
  if (refusal.code === 'TOO_MANY_REQUESTS') {
    const wait = refusal.retryAfterSeconds;
    return {
      at: 'form',
      sentence: `Too many tries. Wait ${wait === undefined ? 'a minute' : `${wait} seconds`}, then try again.`,
    };
  }
  const known = Object.hasOwn(sentences, refusal.code) ? sentences[refusal.code] : undefined;
  return known ?? { at: 'form', sentence: 'Something went wrong on our side. Try again in a moment.' };
}
