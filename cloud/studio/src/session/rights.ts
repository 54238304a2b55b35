/**
 * What the person who is signed in may do in the account they act on, by the cloud's own table of rights.
 *
 * For showing what can be done and no more: the cloud asks the same table again at every request.
 */
import { may, type Right } from '../../../src/identity/rights.ts';
import { useShownAccount } from './session.ts';

export type { Right } from '../../../src/identity/rights.ts';

export type May = (right: Right, own?: { own: boolean }) => boolean;

/** Answers no to everything while nobody knows who is signed in. */
export function useMay(): May {
  const role = useShownAccount()?.role;
  return (right, own) => role !== undefined && may({ kind: 'user', role }, right, own);
}
