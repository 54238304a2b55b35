/**
 * Passkeys through better-auth's client, in a file of its own: it is loaded only when somebody presses the button.
 */
import { passkeyClient } from '@better-auth/passkey/client';
import { createAuthClient } from 'better-auth/client';
import type { AuthOutcome } from './auth.ts';

const auth = createAuthClient({ plugins: [passkeyClient()], disableDefaultFetchPlugins: true });

export async function signInByPasskey(): Promise<AuthOutcome> {
  return outcomeOf(() => auth.signIn.passkey());
}

export async function addPasskey(name: string): Promise<AuthOutcome> {
  return outcomeOf(() => auth.passkey.addPasskey({ name }));
}

async function outcomeOf(
  run: () => Promise<{ error: { code?: string | undefined; status?: number } | null } | undefined>,
): Promise<AuthOutcome> {
  try {
    const answer = await run();
    if (answer === undefined || answer.error === null) return { outcome: 'ok' };
    const { code, status } = answer.error;
    // Whatever the browser says about a window that was closed comes as one of several codes.
    const known = code === 'SESSION_NOT_FRESH' || code === 'PASSKEY_NOT_FOUND' || code === 'SSO_REQUIRED';
    return {
      outcome: 'refused',
      code: known && code ? code : status === 429 ? 'TOO_MANY_REQUESTS' : 'PASSKEY_CANCELLED',
    };
  } catch {
    return { outcome: 'refused', code: 'PASSKEY_CANCELLED' };
  }
}
