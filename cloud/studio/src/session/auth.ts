/**
 * Signing in, signing up and signing out, through better-auth's own client.
 *
 * Passwords pass through here and are kept nowhere. Outcomes are values: what better-auth calls an error is,
 * for a sign-in form, an everyday answer. What is of a plugin is asked for by its address, so that a phone does not
 * load the clients of plugins that it does not need.
 */
import { createAuthClient } from 'better-auth/client';

// Its client would go to whatever address an answer names; here the page decides, so that a claim is not cut off.
const auth = createAuthClient({ disableDefaultFetchPlugins: true });

export interface Credentials {
  name: string;
  email: string;
  password: string;
}

export type AuthRefusal = {
  outcome: 'refused';
  /** better-auth's code, such as `INVALID_EMAIL_OR_PASSWORD`; empty when the cloud did not answer. */
  code: string;
  retryAfterSeconds?: number;
};

export type AuthOutcome = { outcome: 'ok' } | AuthRefusal;

/** What a password can lead to. */
export type PasswordOutcome =
  | AuthOutcome
  /** A code of the second factor is asked for. */
  | { outcome: 'second-factor' }
  /** A mail was sent; its link lets the person in. */
  | { outcome: 'confirm-address' };

/** Where to go on, as paths of this site. */
export interface WayBack {
  /** Once signed in. */
  path: string;
  /** When it did not work out; `?error=` is added. */
  errorPath: string;
}

export async function signIn({ email, password }: Credentials, { path }: WayBack): Promise<PasswordOutcome> {
  let needsCode = false;
  const outcome = await outcomeOf(async (on) => {
    const answer = await auth.signIn.email({ email, password, callbackURL: path }, on);
    const data: object | null = answer.data;
    needsCode = data !== null && 'twoFactorRedirect' in data;
    return answer;
  });
  if (outcome.outcome === 'refused' && outcome.code === 'EMAIL_NOT_VERIFIED') {
    return { outcome: 'confirm-address' };
  }
  return outcome.outcome === 'ok' && needsCode ? { outcome: 'second-factor' } : outcome;
}

export async function signUp(
  { name, email, password }: Credentials,
  { path }: WayBack,
): Promise<PasswordOutcome> {
  let isIn = true;
  const outcome = await outcomeOf(async (on) => {
    const answer = await auth.signUp.email({ name, email, password, callbackURL: path }, on);
    isIn = answer.data?.token != null;
    return answer;
  });
  return outcome.outcome === 'ok' && !isIn ? { outcome: 'confirm-address' } : outcome;
}

export async function signOut(): Promise<AuthOutcome> {
  return outcomeOf((on) => auth.signOut({ fetchOptions: on }));
}

/** The second step after a password. */
export function enterCode(code: string, kind: 'totp' | 'recovery'): Promise<AuthOutcome> {
  return post(kind === 'totp' ? '/two-factor/verify-totp' : '/two-factor/verify-backup-code', { code });
}

/** Leaves the page for an identity provider. */
export function leaveForProvider(provider: string, { path, errorPath }: WayBack): Promise<AuthOutcome> {
  return leave('/sign-in/social', { provider, callbackURL: path, errorCallbackURL: errorPath });
}

/** Leaves the page for a company's own sign-on. */
export function leaveForCompany(
  providerId: string,
  { path, errorPath }: WayBack,
  loginHint: string,
): Promise<AuthOutcome> {
  return leave('/sign-in/sso', { providerId, loginHint, callbackURL: path, errorCallbackURL: errorPath });
}

/** Goes to the address that the cloud names for this; when it answers, the page is about to be gone. */
async function leave(path: string, body: object): Promise<AuthOutcome> {
  return post(path, body, (data) => {
    const url = typeof data === 'object' && data !== null && 'url' in data ? data.url : null;
    if (typeof url === 'string' && /^https?:/.test(url)) window.location.assign(url);
  });
}

export function askForNewPassword(email: string, path: string): Promise<AuthOutcome> {
  return post('/request-password-reset', { email, redirectTo: path });
}

export function chooseNewPassword(token: string, newPassword: string): Promise<AuthOutcome> {
  return post('/reset-password', { token, newPassword });
}

/** Ends every other session. */
export function changePassword(currentPassword: string, newPassword: string): Promise<AuthOutcome> {
  return post('/change-password', { currentPassword, newPassword, revokeOtherSessions: true });
}

/** Leaves the page for an identity provider, whose identity is linked to whoever is signed in here. */
export function linkProvider(provider: string, { path, errorPath }: WayBack): Promise<AuthOutcome> {
  return leave('/link-social', { provider, callbackURL: path, errorCallbackURL: errorPath });
}

export function sendConfirmation(email: string, path: string): Promise<AuthOutcome> {
  return post('/send-verification-email', { email, callbackURL: path });
}

export function confirmAddress(token: string): Promise<AuthOutcome> {
  return outcomeOf((on) => auth.$fetch('/verify-email', { method: 'GET', query: { token }, ...on }));
}

/** Any other change; the answer's body where one is wanted. */
export async function post(
  path: string,
  body: object,
  read: (data: unknown) => void = () => {},
): Promise<AuthOutcome> {
  return outcomeOf(async (on) => {
    const answer = await auth.$fetch<unknown>(path, { method: 'POST', body, ...on });
    if (!answer.error) read(answer.data);
    return answer;
  });
}

/** Reads something of better-auth's. Throws the refusal's code as an error's message. */
export async function get<Value>(path: string): Promise<Value> {
  const { data, error } = await auth.$fetch<Value>(path, { method: 'GET' });
  if (error) throw new Error(`GET ${path} answered ${error.status}`);
  return data as Value;
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
