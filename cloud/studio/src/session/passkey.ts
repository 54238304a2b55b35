/**
 * Passkeys through better-auth's client, in a file of its own: it is loaded only when somebody presses the button.
 */
import { passkeyClient } from '@better-auth/passkey/client';
import { createAuthClient } from 'better-auth/client';
import type { AuthOutcome } from './auth.ts';

const auth = createAuthClient({ plugins: [passkeyClient()], disableDefaultFetchPlugins: true });

const knownCodes: ReadonlySet<string> = new Set([
  'SESSION_NOT_FRESH',
  'PASSKEY_NOT_FOUND',
  'SSO_REQUIRED',
  'SECOND_FACTOR_FIRST',
]);

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
    const isKnown = code !== undefined && knownCodes.has(code);
    return {
      outcome: 'refused',
      code: isKnown ? code : status === 429 ? 'TOO_MANY_REQUESTS' : 'PASSKEY_CANCELLED',
    };
  } catch {
    return { outcome: 'refused', code: 'PASSKEY_CANCELLED' };
  }
}
