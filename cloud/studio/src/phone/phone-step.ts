/**
 * Decides what the phone page shows, from everything that is known about session, pairing and claim.
 *
 * Pure and total, so that every combination is a line in a table and none is a blank page. It never starts
 * anything: in particular, no state that was merely read leads to a claim (a GET never binds, and a session
 * that was signed in before is not consent).
 */
import type { Claimed, PairingState, Session } from '../api/cloud.ts';
import type { CloudProblem, ProblemCode } from '../api/cloud-problem.ts';
import { accountsThatPair } from '../session/accounts-that-pair.ts';

/** Something read from the cloud: not yet, never, or as it was at the last answer. */
export type Reading<Value> =
  | { state: 'loading' }
  | { state: 'failed'; problem: CloudProblem }
  | { state: 'known'; value: Value };

export type ClaimState =
  | { state: 'idle' }
  /** `again` when the first try got no answer and the same claim is being sent once more. */
  | { state: 'running'; again: boolean }
  | { state: 'failed'; problem: CloudProblem }
  | { state: 'done'; claimed: Claimed }
  | { state: 'undone'; name: string };

export interface Facts {
  session: Reading<Session | null>;
  pairing: Reading<PairingState>;
  /** Whether the code has been seen live since the page was opened. */
  wasLive: boolean;
  claim: ClaimState;
}

export type Step =
  | { step: 'loading' }
  | { step: 'unreadable'; problem: CloudProblem }
  /** `lapsed`: the session ended between the page's opening and the claim. */
  | { step: 'sign-in'; lapsed: boolean }
  | { step: 'dead-unnamed'; diedHere: boolean }
  | { step: 'dead'; code: ProblemCode; diedHere: boolean }
  /** `asked`: not for want of consent, but because this account always wants a look at the screen. */
  | { step: 'confirm'; session: Session; device: ScreenLabels; asked: boolean; before?: KnownBefore }
  /** The account asks for a second factor. `consented`: to this screen, so that nobody has to be asked again. */
  | { step: 'second-factor'; session: Session; consented: boolean }
  /** Consent is given, and several accounts could get the screen. */
  | { step: 'choose'; session: Session }
  | { step: 'claiming'; again: boolean }
  | { step: 'claim-failed'; problem: CloudProblem }
  | { step: 'yours'; deviceId: string }
  | { step: 'paired'; claimed: Claimed }
  | { step: 'undone'; name: string };

/** A device of the person’s that may be this screen, before it was reset. */
export type KnownBefore = NonNullable<PairingState['sameSerial']>;
export type ScreenLabels = NonNullable<PairingState['device']>;

/** Refusals of a claim that say the same as the state of a dead pairing. */
const deadly: ReadonlySet<ProblemCode> = new Set([
  'no-longer-live',
  'already-paired',
  'wrong-code',
  'malformed-code',
]);

/** Refusals that the person answers on this page, and that leave the screen waiting. */
const personal: ReadonlySet<ProblemCode> = new Set([
  'sign-in-required',
  'choose-account',
  'confirm-first',
  'second-factor-required',
]);

export function phoneStep({ session, pairing, wasLive, claim }: Facts): Step {
  if (claim.state === 'undone') return { step: 'undone', name: claim.name };
  if (claim.state === 'done') return { step: 'paired', claimed: claim.claimed };
  if (claim.state === 'running') return { step: 'claiming', again: claim.again };
  const refused = claim.state === 'failed' ? claim.problem.code : null;
  if (claim.state === 'failed' && !personal.has(claim.problem.code)) {
    const { code } = claim.problem;
    return deadly.has(code)
      ? { step: 'dead', code, diedHere: wasLive }
      : { step: 'claim-failed', problem: claim.problem };
  }
  if (session.state === 'loading') return { step: 'loading' };
  if (session.state === 'failed') return { step: 'unreadable', problem: session.problem };
  if (refused === 'choose-account' && session.value !== null) {
    return { step: 'choose', session: session.value };
  }
  if (refused === 'second-factor-required' && session.value !== null) {
    return { step: 'second-factor', session: session.value, consented: true };
  }
  if (pairing.state === 'loading') return { step: 'loading' };
  if (pairing.state === 'failed') {
    return deadly.has(pairing.problem.code)
      ? deadStep(session.value, pairing.problem.code, wasLive)
      : { step: 'unreadable', problem: pairing.problem };
  }
  return stepOfPairing(session.value, pairing.value, wasLive, refused);
}

function stepOfPairing(
  session: Session | null,
  pairing: PairingState,
  wasLive: boolean,
  refused: ProblemCode | null,
): Step {
  switch (pairing.status) {
    case 'live':
      if (session === null) return { step: 'sign-in', lapsed: refused !== null };
      // Live but without labels: an answer from before the sign-in, about to be replaced.
      if (pairing.device === undefined) return { step: 'loading' };
      if (isKeptOut(session)) return { step: 'second-factor', session, consented: false };
      return {
        ...{ step: 'confirm', session, device: pairing.device, asked: refused === 'confirm-first' },
        ...(pairing.sameSerial === undefined ? {} : { before: pairing.sameSerial }),
      };
    case 'paired-by-you':
      return pairing.deviceId === undefined
        ? deadStep(session, 'already-paired', wasLive)
        : { step: 'yours', deviceId: pairing.deviceId };
    case 'no-longer-live':
    case 'already-paired':
      return deadStep(session, pairing.status, wasLive);
    case 'unknown':
      return deadStep(session, 'wrong-code', wasLive);
    case 'not-live':
      return session === null ? { step: 'dead-unnamed', diedHere: wasLive } : { step: 'loading' };
  }
}

/** Whether no account in which the person pairs lets them in. */
function isKeptOut(session: Session): boolean {
  const accounts = accountsThatPair(session);
  return accounts.length > 0 && accounts.every(({ needsSecondFactor }) => needsSecondFactor);
}

/** Exact only for those who are signed in: to a stranger, all dead codes look alike. */
function deadStep(session: Session | null, code: ProblemCode, diedHere: boolean): Step {
  return session === null ? { step: 'dead-unnamed', diedHere } : { step: 'dead', code, diedHere };
}

/** Whether asking the cloud again can still change what is shown. */
export function worthWatching({ step }: Step): boolean {
  return step === 'sign-in' || step === 'confirm' || step === 'unreadable';
}
