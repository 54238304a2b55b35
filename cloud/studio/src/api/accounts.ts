/** The requests by which a person moves among their accounts. Refusals are thrown, as in `cloud.ts`. */
import { accept, v1 } from './cloud.ts';

/** Every request of this session acts on it from now on, in all tabs. */
export async function enterAccount(accountId: string): Promise<void> {
  await accept(await v1.session.account.$post({ json: { accountId } }));
}

/** One more, of which the person is Admin; the session acts on it. */
export async function openAccount(name: string): Promise<void> {
  await accept(await v1.accounts.$post({ json: { name } }));
}
