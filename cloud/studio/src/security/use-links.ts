/** By what a person can sign in: their password and the identities of providers that are linked. */
import { useQuery } from '@tanstack/react-query';
import { get } from '../session/auth.ts';

export interface LinkedWay {
  id: string;
  /** `credential` is the password. */
  providerId: string;
  createdAt: string;
}

export const linksKey = ['links'] as const;

export function useLinks() {
  return useQuery({ queryKey: linksKey, queryFn: () => get<LinkedWay[]>('/list-accounts') });
}
