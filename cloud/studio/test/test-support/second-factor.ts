/** An authenticator app and a phone with passkeys, for pages that ask for a second factor. */
import { base32 } from '@better-auth/utils/base32';
import { createOTP } from '@better-auth/utils/otp';
import type { Page } from 'playwright-core';
import { call } from './browser.ts';

/** Turns codes of an app on, past the pages; answers what the app shows from then on. */
export async function turnOnCodes(page: Page, url: string, password: string): Promise<() => Promise<string>> {
  const enabled = await call(page.context(), url, 'POST', '/api/auth/two-factor/enable', { password });
  const code = codesOf(new URL(enabled.totpURI).searchParams.get('secret') ?? '');
  await call(page.context(), url, 'POST', '/api/auth/two-factor/verify-totp', { code: await code() });
  return code;
}

/** What an app shows that knows this secret, as it is typed. */
export function codesOf(secret: string): () => Promise<string> {
  return () => createOTP(new TextDecoder().decode(base32.decode(secret))).totp();
}
