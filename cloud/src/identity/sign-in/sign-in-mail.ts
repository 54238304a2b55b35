/**
 * When better-auth wants a mail sent, and what that means here: a letter in the outbox.
 *
 * Everything is posted through better-auth's current transaction where there is one. Without mail, the callbacks
 * are not there, and better-auth refuses what needs them.
 */
import { getCurrentAdapter } from '@better-auth/core/context';
import type { BetterAuthOptions } from 'better-auth';
import type { Logger } from 'pino';
import type { CloudMail } from '../../dependencies.ts';
import type { Letter } from '../../mail/letter.ts';
import { isPathOfThisSite } from './return-path.ts';
import {
  alreadyHereLetter,
  confirmAddressLetter,
  passwordChangedLetter,
  type Recipient,
  resetPasswordLetter,
} from './sign-in-letters.ts';
import { postThrough, type Writer } from './sign-in-tables.ts';

export interface SignInMailNeeds {
  mail: CloudMail | null;
  publicUrl: string;
  clock(): number;
  log: Logger;
  /** better-auth's adapter; there once better-auth is. */
  adapter(): Promise<Writer>;
  /** Notes that this address is the person's own. */
  confirmAddress(userId: string): Promise<void>;
}

const dayS = 24 * 3600;

type MailOptions = Pick<BetterAuthOptions, 'emailVerification'> & {
  emailAndPassword: Partial<NonNullable<BetterAuthOptions['emailAndPassword']>>;
};

export function signInMail(needs: SignInMailNeeds): MailOptions {
  const { mail, publicUrl } = needs;
  if (mail === null) return { emailAndPassword: {} };

  async function post(letter: Letter): Promise<void> {
    const writer = await getCurrentAdapter((await needs.adapter()) as never);
    const posted = await postThrough(writer as unknown as Writer, letter, needs.clock());
    if (posted) mail?.outbox.posted();
    else
      needs.log.warn(
        { code: 'mail-held-back', kind: letter.kind },
        'an address has had enough mails for now',
      );
  }

  return {
    emailAndPassword: {
      requireEmailVerification: mail.confirmsAddresses,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: 3600,
      sendResetPassword: ({ user, url, token }) =>
        post(resetPasswordLetter(publicUrl, user, token, returnOf(url))),
      onPasswordReset: async ({ user }) => {
        // The link came by mail, so the address is the person's.
        if (!user.emailVerified) await needs.confirmAddress(user.id);
        await post(passwordChangedLetter(publicUrl, user));
      },
      onExistingUserSignUp: ({ user }: { user: Recipient }) => post(alreadyHereLetter(publicUrl, user)),
    },
    emailVerification: {
      sendOnSignUp: true,
      sendOnSignIn: mail.confirmsAddresses,
      autoSignInAfterVerification: true,
      expiresIn: dayS,
      sendVerificationEmail: ({ user, url, token }) =>
        post(confirmAddressLetter(publicUrl, user, token, returnOf(url))),
    },
  };
}

/** The path to return to, out of the link that better-auth would have sent. */
function returnOf(url: string): string {
  const wanted = URL.canParse(url) ? new URL(url).searchParams.get('callbackURL') : null;
  return isPathOfThisSite(wanted) ? wanted : '/';
}
