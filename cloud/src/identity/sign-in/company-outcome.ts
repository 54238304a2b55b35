/** The words in which the setting-up of a company's sign-on is refused, the same for all of its steps. */
import type { CompanyOutcome } from './sign-in.ts';

export type Refused = CompanyOutcome<never> & { outcome: 'refused' };

export const notADomain: Refused = refuse(
  'invalid-request',
  'This is no domain, such as example.com.',
  'domain',
);
export const unknownCompany: Refused = refuse('unknown-provider', 'The account has no such sign-on.');

export function refuse(code: Refused['code'], detail: string, field?: string): Refused {
  return { outcome: 'refused', code, detail, ...(field === undefined ? {} : { field }) };
}

export function done<Value>(value: Value): CompanyOutcome<Value> {
  return { outcome: 'done', value };
}
