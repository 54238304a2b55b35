import t from 'tap';
import { authTrouble } from './auth-sentences.ts';

const table: [code: string, retryAfterSeconds: number | undefined, at: string, sentence: RegExp][] = [
  ['INVALID_EMAIL_OR_PASSWORD', undefined, 'form', /do not match/],
  ['INVALID_EMAIL', undefined, 'email', /complete email/],
  ['USER_ALREADY_EXISTS', undefined, 'form', /Sign in instead/],
  ['USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL', undefined, 'form', /Sign in instead/],
  ['PASSWORD_TOO_SHORT', undefined, 'password', /at least 8/],
  ['PASSWORD_TOO_LONG', undefined, 'password', /at most 128/],
  ['TOO_MANY_REQUESTS', 42, 'form', /Wait 42 seconds/],
  ['TOO_MANY_REQUESTS', undefined, 'form', /Wait a minute/],
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
