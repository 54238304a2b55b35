/**
 * What a person reads for every code: one sentence of what happened, one of what to do.
 *
 * The whole vocabulary of failure is in this file, so that it can be read, compared and translated in one go,
 * and so that a code without a sentence does not compile. Each says something different: six failures behind
 * one sentence made people retry a dead code for an hour.
 */
import type { CloudProblem, ProblemCode } from './cloud-problem.ts';

export interface Sentences {
  title: string;
  /** What to do now. */
  advice: string;
  /** Whether the very same request may succeed later. */
  worthRetrying: boolean;
}

/** What the cloud says to devices and to nobody else. */
type ForDevices = 'media-token-required' | 'not-bound' | 'unknown-media' | 'range-not-satisfiable';

const sentences: Record<Exclude<ProblemCode, ForDevices>, Sentences> = {
  'wrong-code': {
    title: 'No screen shows this code',
    advice: 'Compare it with the code on your screen, or scan that code again.',
    worthRetrying: false,
  },
  'malformed-code': {
    title: 'This cannot be a pairing code',
    advice: 'A code has 8 letters and digits, such as ABCD-2345. Look at your screen again.',
    worthRetrying: false,
  },
  'no-longer-live': {
    title: 'This code is no longer live',
    advice: 'The screen was restarted or was away for long, and shows a new code by now. Use that one.',
    worthRetrying: false,
  },
  'already-paired': {
    title: 'This screen is already paired',
    advice: 'Somebody else has paired it. To pair it anew, it has to be removed from their account first.',
    worthRetrying: false,
  },
  'device-limit-reached': {
    title: 'Your account has all the devices it may have',
    advice: 'Remove a device that you no longer need, or ask for a higher limit. The code stays good.',
    worthRetrying: true,
  },
  'too-many-tries': {
    title: 'Too many tries',
    advice: 'To keep codes from being guessed, pairing pauses for a moment. Your screen keeps its code.',
    worthRetrying: true,
  },
  'too-many-streams': {
    title: 'Studio is open in many windows',
    advice: 'This one shows what it read last. Close another window and load this page again.',
    worthRetrying: true,
  },
  'sign-in-required': {
    title: 'You are signed out',
    advice: 'Sign in again to go on.',
    worthRetrying: false,
  },
  'invalid-request': {
    title: 'Something in the form is not right',
    advice: 'Look at what you typed and send it again.',
    worthRetrying: false,
  },
  'identity-provider-unusable': {
    title: 'This identity provider cannot be used',
    advice: 'Compare what you typed with what the provider says of itself.',
    worthRetrying: false,
  },
  'unknown-provider': {
    title: 'This sign-on is gone',
    advice: 'Somebody has removed it. Load the page again.',
    worthRetrying: false,
  },
  'domain-taken': {
    title: 'This domain belongs to another account',
    advice: 'Ask whoever runs that account to remove it there first.',
    worthRetrying: false,
  },
  'domain-not-confirmed': {
    title: 'The domain is not confirmed yet',
    advice: 'Put the record into DNS and try again. It can take an hour until it is seen everywhere.',
    worthRetrying: true,
  },
  'prove-sign-on-first': {
    title: 'Try the sign-on first',
    advice: 'Sign out, come back in by it, and then require it. So nobody is locked out.',
    worthRetrying: false,
  },
  'not-allowed': {
    title: 'Your role does not allow this',
    advice: 'Ask an Admin of the account to do it, or to change your role.',
    worthRetrying: false,
  },
  'unknown-account': {
    title: 'You are no longer in this account',
    advice: 'Load the page again and choose another account.',
    worthRetrying: false,
  },
  'too-many-accounts': {
    title: 'You run as many accounts as one person may',
    advice: 'Close one that is no longer needed, or let a colleague open this one.',
    worthRetrying: false,
  },
  'unknown-device': {
    title: 'This device is not in your account',
    advice: 'It was removed, or it belongs to another account.',
    worthRetrying: false,
  },
  'count-changed': {
    title: 'The list has changed meanwhile',
    advice: 'Nothing was done. Look at how many devices there are now, and do it again.',
    worthRetrying: false,
  },
  'tag-limit-reached': {
    title: 'There are enough tags',
    advice: 'A device may have 20 tags, and an account 500 different ones. Remove one that is not needed.',
    worthRetrying: false,
  },
  'undo-expired': {
    title: 'It is too late to undo',
    advice: 'Pairing can be undone for ten minutes. You can still remove the device in Studio.',
    worthRetrying: false,
  },
  'foreign-origin': {
    title: 'The request came from another address',
    advice: 'Open Signet at the address that your screen shows, and try again.',
    worthRetrying: false,
  },
  internal: {
    title: 'Something went wrong on our side',
    advice: 'It is not your fault and nothing was lost. Try again in a moment.',
    worthRetrying: true,
  },
  unavailable: {
    title: 'The cloud is restarting',
    advice: 'Nothing was lost. Try again in a moment.',
    worthRetrying: true,
  },
  unreachable: {
    title: 'The cloud did not answer',
    advice: 'Check your phone’s or computer’s connection. Trying again is safe: nothing is done twice.',
    worthRetrying: true,
  },
  unexpected: {
    title: 'The answer made no sense',
    advice: 'Load this page again; it may be older than the cloud.',
    worthRetrying: true,
  },
  'not-found': {
    title: 'There is nothing here',
    advice: 'Load this page again; it may be older than the cloud.',
    worthRetrying: false,
  },
  'too-large': {
    title: 'That is too long',
    advice: 'Shorten what you typed and send it again.',
    worthRetrying: false,
  },
};

/** The sentences for a problem; the cloud's own detail where it names a field of the form. */
export function sentencesFor(problem: CloudProblem): Sentences {
  const known = sentencesForCode(problem.code);
  if (
    (problem.code === 'invalid-request' || problem.code === 'identity-provider-unusable') &&
    problem.detail !== ''
  )
    return { ...known, advice: problem.detail };
  return known;
}

/** The sentences for a code that was read from elsewhere, such as the state of a pairing. */
export function sentencesForCode(code: ProblemCode): Sentences {
  return isForPeople(code) ? sentences[code] : sentences.unexpected;
}

/** Also false for the codes of a cloud that is newer than this page. */
function isForPeople(code: ProblemCode): code is keyof typeof sentences {
  return Object.hasOwn(sentences, code);
}
