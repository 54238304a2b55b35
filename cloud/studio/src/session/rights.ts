/**
 * What the person who is signed in may do in the account they act on, by the cloud's own table of rights.
 *
 * For showing what can be done and no more: the cloud asks the same table again at every request.
 */
import { useState } from 'react';
import { may, type Right } from '../../../src/identity/rights.ts';
import { useSession } from './session.ts';

export type { Right } from '../../../src/identity/rights.ts';

export type May = (right: Right, own?: { own: boolean }) => boolean;

/**
 * Answers no to everything while nobody knows who is signed in. When a session ends, it goes on as it was: the page under
 * the dialog that asks to sign in again keeps what was typed.
 */
export function useMay(): May {
  const now = useSession().data?.account.role;
  const [role, setRole] = useState(now);
  if (now !== undefined && now !== role) setRole(now);
  return (right, own) => role !== undefined && may({ kind: 'user', role }, right, own);
}
