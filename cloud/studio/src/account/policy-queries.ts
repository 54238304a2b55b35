/** What was read of the account and its policies, for every page that shows or changes it. */
import { queryOptions } from '@tanstack/react-query';
import { readAccount, readPolicies } from '../api/account.ts';

export const accountKey = ['account'] as const;
export const policiesKey = ['account', 'policies'] as const;

export const accountQuery = queryOptions({ queryKey: accountKey, queryFn: () => readAccount() });
export const policiesQuery = queryOptions({ queryKey: policiesKey, queryFn: () => readPolicies() });
