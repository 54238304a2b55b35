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

/** Whether the person can sign in by a password; undefined until it is known. */
export function useHasPassword(): boolean | undefined {
  return useLinks().data?.some(({ providerId }) => providerId === 'credential');
}
