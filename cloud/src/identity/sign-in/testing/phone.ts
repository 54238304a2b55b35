/**
 * A phone with a passkey in it, for tests: an authenticator, and the browser's side of WebAuthn.
 */
import type { IdentityForTests } from '../../identity-for-tests.ts';
import { startAuthenticator } from './authenticator.ts';
import type { BrowserForTests } from './browser.ts';

export function startPhone(cloud: IdentityForTests) {
  const device = startAuthenticator();
  const at = `${cloud.origin}/api/auth/passkey`;
  const phone = {
    async register(browser: BrowserForTests, origin = cloud.origin) {
      const asked = await browser.json(`${at}/generate-register-options`);
      if (asked.status !== 200) return asked;
      const response = device.register(asked.body, origin);
      return browser.send(`${at}/verify-registration`, { response, name: 'My phone' });
    },
    async answer(browser: BrowserForTests, origin = cloud.origin) {
      const asked = await browser.json(`${at}/generate-authenticate-options`);
      return device.answer(asked.body, origin);
    },
    async signIn(browser: BrowserForTests) {
      return browser.send(`${at}/verify-authentication`, { response: await phone.answer(browser) });
    },
  };
  return phone;
}
