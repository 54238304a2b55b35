/**
 * What the sign-in page may offer, asked once.
 *
 * Until the cloud has answered, and where it does not, there is the password alone: nothing is shown that may be off.
 */
import { useQuery } from '@tanstack/react-query';
import { readSignInMethods, type SignInMethods } from '../api/cloud.ts';

const passwordAlone: SignInMethods = {
  password: true,
  passwordReset: false,
  confirmsAddresses: false,
  passkey: false,
  providers: [],
  companies: false,
  company: null,
};

export function useSignInMethods(): SignInMethods {
  const { data } = useQuery({
    queryKey: ['sign-in-methods'],
    queryFn: () => readSignInMethods(),
    staleTime: 300_000,
  });
  return data ?? passwordAlone;
}
