import t from 'tap';
import { authTrouble, wayBackSentence } from './auth-sentences.ts';

const table: [code: string, retryAfterSeconds: number | undefined, at: string, sentence: RegExp][] = [
  ['INVALID_EMAIL_OR_PASSWORD', undefined, 'form', /do not match/],
  ['INVALID_EMAIL', undefined, 'email', /complete email/],
  ['USER_ALREADY_EXISTS', undefined, 'form', /Sign in instead/],
  ['USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL', undefined, 'form', /Sign in instead/],
  ['PASSWORD_TOO_SHORT', undefined, 'password', /at least 8/],
  ['PASSWORD_TOO_LONG', undefined, 'password', /at most 128/],
  ['TOO_MANY_REQUESTS', 42, 'form', /Wait 42 seconds/],
  ['TOO_MANY_REQUESTS', undefined, 'form', /Wait a minute/],
  ['PASSWORD_COMPROMISED', undefined, 'password', /first that anybody/],
  ['SSO_REQUIRED', undefined, 'form', /company/],
  ['INVALID_CODE', undefined, 'code', /every 30 seconds/],
  ['NO_COMPANY', undefined, 'email', /No company/],
  ['', undefined, 'form', /did not answer/],
  ['STATUS_500', undefined, 'form', /our side/],
  ['constructor', undefined, 'form', /our side/],
];
for (const [code, retryAfterSeconds, at, sentence] of table) {
  const refusal = {
    outcome: 'refused' as const,
    code,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
  t.match(authTrouble(refusal), { at, sentence }, `${code || 'no answer'} is said at ${at}`);
}

t.match(wayBackSentence('account_not_linked'), /as you did before/);
t.match(wayBackSentence('provider_too_slow'), /in time/);
t.match(wayBackSentence('constructor'), /did not work out/, 'whatever stands in an address has a sentence');
