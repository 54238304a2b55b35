/**
 * Signing in, signing up and signing out, through better-auth's own client.
 *
 * Passwords pass through here and are kept nowhere. Outcomes are values: what better-auth calls an error is,
 * for a sign-in form, an everyday answer.
 */
import { createAuthClient } from 'better-auth/client';

const auth = createAuthClient();

export interface Credentials {
  name: string;
  email: string;
  password: string;
}

export type AuthOutcome =
  | { outcome: 'ok' }
  /** better-auth's code, such as `INVALID_EMAIL_OR_PASSWORD`; empty when the cloud did not answer. */
  | { outcome: 'refused'; code: string; retryAfterSeconds?: number };

export async function signIn({ email, password }: Credentials): Promise<AuthOutcome> {
  return outcomeOf((on) => auth.signIn.email({ email, password }, on));
}

export async function signUp({ name, email, password }: Credentials): Promise<AuthOutcome> {
  return outcomeOf((on) => auth.signUp.email({ name, email, password }, on));
}

export async function signOut(): Promise<AuthOutcome> {
  return outcomeOf((on) => auth.signOut({ fetchOptions: on }));
}

interface Listener {
  onError(context: { response: Response }): void;
}

async function outcomeOf(
  request: (on: Listener) => Promise<{ error: { code?: string | undefined; status: number } | null }>,
): Promise<AuthOutcome> {
  let retryAfter = Number.NaN;
  const on: Listener = {
    onError: ({ response }) => {
      retryAfter = Number(
        response.headers.get('X-Retry-After') ?? response.headers.get('Retry-After') ?? 'NaN',
      );
    },
  };
  try {
    const { error } = await request(on);
    if (!error) return { outcome: 'ok' };
    const code = error.status === 429 ? 'TOO_MANY_REQUESTS' : (error.code ?? `STATUS_${error.status}`);
    return retryAfter > 0
      ? { outcome: 'refused', code, retryAfterSeconds: Math.ceil(retryAfter) }
      : { outcome: 'refused', code };
  } catch {
    return { outcome: 'refused', code: '' };
  }
}
