/** In which of a person's accounts they may pair screens, by the cloud's own table of rights. Pure. */
import { may } from '../../../src/identity/rights.ts';
import type { Session } from '../api/cloud.ts';

export function accountsThatPair({ accounts }: Pick<Session, 'accounts'>): Session['accounts'] {
  return accounts.filter(({ role }) => may({ kind: 'user', role }, 'device.pair'));
}
