/** What is said of an API key. Pure. */
import { roleWords } from '../../../src/identity/role-words.ts';
import type { ApiKey } from '../api/keys.ts';

/** For how long a key can be made. */
export const lives = [
  { value: '', label: 'Until I revoke it', days: null },
  { value: '30', label: '30 days', days: 30 },
  { value: '90', label: '90 days', days: 90 },
  { value: '365', label: 'One year', days: 365 },
] as const;

/** Its role, and where its maker can do less by now. */
export function worthWords({ role, worth }: Pick<ApiKey, 'role' | 'worth'>): string {
  const title = roleWords[role].title;
  return role === worth
    ? title
    : `${title}, of which only ${roleWords[worth].title} counts, as for its maker`;
}
