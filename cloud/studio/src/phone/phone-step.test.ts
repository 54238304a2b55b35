import t from 'tap';
import type { Claimed, PairingState, Session } from '../api/cloud.ts';
import { CloudProblem, type ProblemCode } from '../api/cloud-problem.ts';
import {
  type ClaimState,
  type Facts,
  phoneStep,
  type Reading,
  type Step,
  worthWatching,
} from './phone-step.ts';

const account = { id: 'a', name: 'Café', role: 'admin' as const, needsSecondFactor: false };
const session: Session = {
  user: { id: 'u', name: 'Anna', email: 'a@x.y' },
  accounts: [account],
  account,
  closed: [],
};
const closedAccount = { ...account, needsSecondFactor: true };
const keptOut: Session = { ...session, accounts: [closedAccount], account: closedAccount };
const device = { model: 'Node Pro', serial: 'S1', code: '7KQM-2XHD' };
const before = { id: 'old', name: 'Door', location: '', accountId: 'a' };
const claimed: Claimed = {
  device: {
    ...{ id: 'd', name: 'Lobby', location: '', model: 'Node Pro', serial: 'S1', status: 'online' },
    ...{
      tags: [],
      onlineSince: null,
      lastSeenAt: null,
      boundAt: '',
      versions: {},
      showing: null,
      playlist: null,
      warnings: [],
      notices: [],
    },
  },
  account,
  undoUntil: '',
};

const known = <Value>(value: Value): Reading<Value> => ({ state: 'known', value });
const failed = (code: ProblemCode) => ({ state: 'failed' as const, problem: new CloudProblem(code) });
const loading = { state: 'loading' as const };
const facts = (given: Partial<Facts>): Facts => ({
  session: known<Session | null>(session),
  pairing: loading,
  wasLive: false,
  claim: { state: 'idle' },
  ...given,
});
const status = (value: PairingState['status'], more: Partial<PairingState> = {}) =>
  known<PairingState>({ status: value, ...more });
const loadingStep = { step: 'loading' } as const;
const nobody = known<Session | null>(null);

const table: [name: string, given: Partial<Facts>, step: Partial<Step>][] = [
  ['waits for the session', { session: loading }, { step: 'loading' }],
  ['waits for the pairing', {}, { step: 'loading' }],
  ['says when the session cannot be read', { session: failed('unreachable') }, { step: 'unreadable' }],
  ['says when the pairing cannot be read', { pairing: failed('internal') }, { step: 'unreadable' }],
  [
    'a stranger before a live code signs in',
    { session: nobody, pairing: status('live') },
    { step: 'sign-in', lapsed: false },
  ],
  [
    'a stranger is told one thing of a dead code',
    { session: nobody, pairing: status('not-live') },
    { step: 'dead-unnamed', diedHere: false },
  ],
  [
    'a stranger is told when it died on the open page',
    { session: nobody, pairing: status('not-live'), wasLive: true },
    { step: 'dead-unnamed', diedHere: true },
  ],
  [
    'a stranger learns no more from a refusal',
    { session: nobody, pairing: failed('no-longer-live') },
    { step: 'dead-unnamed' },
  ],
  [
    'a session of before confirms',
    { pairing: status('live', { device }) },
    { step: 'confirm', session, device, asked: false },
  ],
  [
    'an account that always asks gets a look at the screen after the sign-in too',
    { pairing: status('live', { device }), claim: { ...failed('confirm-first') } },
    { step: 'confirm', session, device, asked: true },
  ],
  [
    'a screen that was reset is offered its place of before',
    { pairing: status('live', { device, sameSerial: before }) },
    { step: 'confirm', session, device, asked: false, before },
  ],
  [
    'which is waited for',
    { pairing: status('live'), claim: { ...failed('confirm-first') } },
    { step: 'loading' },
  ],
  [
    'a second factor is asked for before a confirmation that would be in vain',
    { session: known<Session | null>(keptOut), pairing: status('live', { device }) },
    { step: 'second-factor', session: keptOut, consented: false },
  ],
  [
    'and not where one of several accounts asks for none',
    {
      session: known<Session | null>({ ...keptOut, accounts: [account, ...keptOut.accounts] }),
      pairing: status('live', { device }),
    },
    { step: 'confirm' },
  ],
  [
    'a claim that is refused for want of a second factor was consented to',
    { pairing: status('live', { device }), claim: { ...failed('second-factor-required') } },
    { step: 'second-factor', session, consented: true },
  ],
  [
    'one whose session is gone by then signs in',
    { session: nobody, pairing: status('live'), claim: { ...failed('second-factor-required') } },
    { step: 'sign-in', lapsed: true },
  ],
  ['labels that are yet to come are waited for', { pairing: status('live') }, { step: 'loading' }],
  ['an answer of before the sign-in is waited out', { pairing: status('not-live') }, { step: 'loading' }],
  [
    'no longer live',
    { pairing: status('no-longer-live') },
    { step: 'dead', code: 'no-longer-live', diedHere: false },
  ],
  [
    'died while the page was open',
    { pairing: status('no-longer-live'), wasLive: true },
    { step: 'dead', code: 'no-longer-live', diedHere: true },
  ],
  ['already paired', { pairing: status('already-paired') }, { step: 'dead', code: 'already-paired' }],
  ['not known', { pairing: status('unknown') }, { step: 'dead', code: 'wrong-code' }],
  [
    'not a pairing ID at all',
    { pairing: failed('malformed-code') },
    { step: 'dead', code: 'malformed-code' },
  ],
  [
    'paired by the same person',
    { pairing: status('paired-by-you', { deviceId: 'd' }) },
    { step: 'yours', deviceId: 'd' },
  ],
  [
    'paired by the same person, who lost the device',
    { pairing: status('paired-by-you') },
    { step: 'dead', code: 'already-paired' },
  ],
  [
    'a claim under way hides everything else',
    { pairing: status('live', { device }), claim: { state: 'running', again: false } },
    { step: 'claiming', again: false },
  ],
  [
    'a claim that succeeded needs no session to be shown',
    { session: loading, claim: { state: 'done', claimed } },
    { step: 'paired', claimed },
  ],
  [
    'a claim that was taken back',
    { claim: { state: 'undone', name: 'Lobby' } },
    { step: 'undone', name: 'Lobby' },
  ],
];

for (const [name, given, expected] of table) {
  t.match(phoneStep(facts(given)), expected, name);
}

const mustChoose: ClaimState = { state: 'failed', problem: new CloudProblem('choose-account') };
t.match(phoneStep(facts({ claim: mustChoose })), { step: 'choose', session }, 'several accounts: which one');
t.match(
  phoneStep(facts({ session: loading, claim: mustChoose })),
  loadingStep,
  'which ones is yet to be read',
);
t.match(
  phoneStep(facts({ session: nobody, pairing: status('live'), claim: mustChoose })),
  { step: 'sign-in' },
  'signed out before choosing',
);

const refusals: [ProblemCode, Step['step']][] = [
  ['no-longer-live', 'dead'],
  ['already-paired', 'dead'],
  ['wrong-code', 'dead'],
  ['malformed-code', 'dead'],
  ['too-many-tries', 'claim-failed'],
  ['device-limit-reached', 'claim-failed'],
  ['unreachable', 'claim-failed'],
  ['internal', 'claim-failed'],
];
for (const [code, step] of refusals) {
  const claim: ClaimState = { state: 'failed', problem: new CloudProblem(code) };
  t.equal(
    phoneStep(facts({ pairing: status('live', { device }), claim })).step,
    step,
    `a claim refused with ${code}`,
  );
}

t.match(
  phoneStep(facts({ session: nobody, pairing: status('live'), claim: { ...failed('sign-in-required') } })),
  { step: 'sign-in', lapsed: true },
  'a claim without a session asks to sign in again',
);

t.test('nothing that was merely read leads to a claim', async (t) => {
  const statuses: PairingState['status'][] = [
    'live',
    'not-live',
    'no-longer-live',
    'already-paired',
    'paired-by-you',
    'unknown',
  ];
  for (const who of [known<Session | null>(session), nobody]) {
    for (const each of statuses) {
      for (const wasLive of [true, false]) {
        const { step } = phoneStep(
          facts({ session: who, pairing: status(each, { device, deviceId: 'd' }), wasLive }),
        );
        t.notOk(['claiming', 'paired'].includes(step), `${each}: ${step}`);
      }
    }
  }
});

t.test('only what can still change is watched', async (t) => {
  t.ok(worthWatching({ step: 'sign-in', lapsed: false }));
  t.ok(worthWatching({ step: 'confirm', session, device, asked: false }));
  t.notOk(worthWatching({ step: 'dead', code: 'already-paired', diedHere: false }));
  t.notOk(worthWatching({ step: 'paired', claimed }));
});
