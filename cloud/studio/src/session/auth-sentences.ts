/**
 * What a person reads when signing in or creating an account is refused, and at which field.
 *
 * Never says whether an email address has an account when signing in: that is the one thing a stranger with a
 * list of addresses would like to learn.
 */
import type { AuthOutcome } from './auth.ts';

export interface AuthTrouble {
  /** The field it belongs to; `form` when to none. */
  at: 'name' | 'email' | 'password' | 'form';
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
  EMAIL_NOT_VERIFIED: { at: 'form', sentence: 'Confirm your email address first: look for our message.' },
  '': {
    at: 'form',
    sentence: 'The cloud did not answer. Check your connection and try again; what you typed is still here.',
  },
};

/** The sentence for a refusal. */
export function authTrouble(refusal: Extract<AuthOutcome, { outcome: 'refused' }>): AuthTrouble {
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
