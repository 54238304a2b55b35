/**
 * What a person reads for every code: one sentence of what happened, one of what to do.
 *
 * The whole vocabulary of failure is in this file and in `studio-sentences.ts`, which a phone that pairs a screen does
 * not load, so that it can be read, compared and translated in one go; a code without a sentence does not compile. Each says something different: six failures behind
 * one sentence made people retry a dead code for an hour.
 */
import type { CloudProblem, ProblemCode } from './cloud-problem.ts';
import type { StudioCode } from './studio-sentences.ts';

export interface Sentences {
  title: string;
  /** What to do now. */
  advice: string;
  /** Whether the very same request may succeed later. */
  worthRetrying: boolean;
}

/** What the cloud says to devices and to nobody else. */
type ForDevices = 'media-token-required' | 'not-bound' | 'range-not-satisfiable';

const sentences: Record<Exclude<ProblemCode, ForDevices | StudioCode>, Sentences> = {
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
  'second-factor-required': {
    title: 'This account asks for a second factor',
    advice: 'Set one up, or sign in with the one that you have. Then you come back here.',
    worthRetrying: false,
  },
  'prove-second-factor-first': {
    title: 'Your own second factor comes first',
    advice: 'Set it up, or sign in with it, before you ask it of everybody. So you cannot lock yourself out.',
    worthRetrying: false,
  },
  'confirm-first': {
    title: 'Is this the right screen?',
    advice:
      'Your account wants each screen to be looked at before it is paired. Compare the codes and confirm.',
    worthRetrying: false,
  },
  'deletion-locked': {
    title: 'Devices are protected from removal',
    advice: 'An Admin can lift the protection in Settings, Policies. Nothing was removed.',
    worthRetrying: false,
  },
  'unknown-account': {
    title: 'You are no longer in this account',
    advice: 'Load the page again and choose another account.',
    worthRetrying: false,
  },
  'choose-account': {
    title: 'Which account gets it?',
    advice: 'You belong to several accounts. Choose one of them.',
    worthRetrying: false,
  },
  'unknown-member': {
    title: 'This member is gone',
    advice: 'They left, or somebody else removed them. The list is read again.',
    worthRetrying: false,
  },
  'last-admin': {
    title: 'The account needs an Admin',
    advice: 'Make somebody else Admin first. An account without one could never be changed again.',
    worthRetrying: false,
  },
  'no-mail': {
    title: 'This cloud cannot send mails',
    advice: 'Ask whoever runs it to set up a mail server; until then nobody can be invited.',
    worthRetrying: false,
  },
  'unknown-mail': {
    title: 'This mail is not kept any more',
    advice: 'Mails are kept for a week. Ask for a new one where it came from.',
    worthRetrying: false,
  },
  'mail-finished': {
    title: 'This mail cannot be sent again',
    advice: 'It was sent meanwhile, or what it said is forgotten. Ask for a new one where it came from.',
    worthRetrying: false,
  },
  'already-member': {
    title: 'They are a member already',
    advice: 'Change their role in the list above instead.',
    worthRetrying: false,
  },
  'already-invited': {
    title: 'They are invited already',
    advice: 'Send that invitation again, or revoke it and invite them anew.',
    worthRetrying: false,
  },
  'too-many-invitations': {
    title: 'Invitations pause for a while',
    advice: 'So many were sent that strangers’ mailboxes have to be protected. Try again later.',
    worthRetrying: true,
  },
  'unknown-invitation': {
    title: 'There is no such invitation',
    advice: 'Open the link in the mail once more, or ask for a new invitation.',
    worthRetrying: false,
  },
  'invitation-for-another': {
    title: 'This invitation is for another address',
    advice: 'Sign out, and sign in with the address that got the mail.',
    worthRetrying: false,
  },
  'address-not-confirmed': {
    title: 'Confirm your address first',
    advice: 'An invitation counts only for whoever reads the mails to that address. We send you a link.',
    worthRetrying: false,
  },
  'invitation-used': {
    title: 'This invitation has been used',
    advice: 'Each works once. If you have left the account since, ask for a new one.',
    worthRetrying: false,
  },
  'invitation-revoked': {
    title: 'This invitation was taken back',
    advice: 'Ask whoever invited you; perhaps there is a newer one in your mailbox.',
    worthRetrying: false,
  },
  'invitation-expired': {
    title: 'This invitation has expired',
    advice: 'Invitations are good for a week. Ask for it to be sent again.',
    worthRetrying: false,
  },
  'unknown-key': {
    title: 'This key is gone',
    advice: 'It was revoked already. The list is read again.',
    worthRetrying: false,
  },
  'too-many-keys': {
    title: 'The account has as many keys as it may',
    advice: 'Revoke one that is no longer used.',
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

/** Of these the cloud says more than this page knows: which field, which playlist, how much. */
const detailed: ReadonlySet<ProblemCode> = new Set([
  'invalid-request',
  'identity-provider-unusable',
  'unsupported-media',
  'media-in-use',
  'media-quota-reached',
  'playlist-in-use',
]);

/** The sentences for a problem; the cloud's own detail where it names a field of the form. */
export function sentencesFor(problem: CloudProblem): Sentences {
  const known = sentencesForCode(problem.code);
  if (detailed.has(problem.code) && problem.detail !== '') return { ...known, advice: problem.detail };
  return known;
}

/** The sentences for a code that was read from elsewhere, such as the state of a pairing. */
export function sentencesForCode(code: ProblemCode): Sentences {
  if (isForPeople(code)) return sentences[code];
  return added.get(code) ?? sentences.unexpected;
}

/** Called by a part of the app that is loaded later, for what can go wrong there. */
export function addSentences(more: Readonly<Record<StudioCode, Sentences>>): void {
  for (const [code, each] of Object.entries(more)) added.set(code, each);
}

const added = new Map<string, Sentences>();

/** Also false for the codes of a cloud that is newer than this page. */
function isForPeople(code: ProblemCode): code is keyof typeof sentences {
  return Object.hasOwn(sentences, code);
}
