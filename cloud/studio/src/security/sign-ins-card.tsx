/** Who signed in as this person, and who tried. */
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { listSignIns, type PastSignIn } from '../api/cloud.ts';
import { useSignInMethods } from '../session/use-sign-in-methods.ts';
import { When } from '../shell/when.tsx';
import { browserWords } from './browser-words.ts';

const shown = 20;

const methodWords: Readonly<Record<string, string>> = {
  password: 'by password',
  passkey: 'by passkey',
  'two-factor': 'by password and code',
  'recovery-code': 'by password and recovery code',
  mail: 'by a link in a mail',
  'company-oidc': 'by your company’s sign-on',
  'company-saml': 'by your company’s sign-on',
};

export function SignInsCard() {
  const { data = [] } = useQuery({ queryKey: ['sign-ins'], queryFn: listSignIns });
  const { providers, passwordReset } = useSignInMethods();
  const words = (method: string) =>
    methodWords[method] ?? `by ${providers.find(({ id }) => id === method)?.name ?? method}`;
  return (
    <section className="card" aria-labelledby="sign-ins">
      <h2 id="sign-ins">Sign-ins</h2>
      {passwordReset && (
        <p>
          One that was not you? <Link to="/forgot-password?next=%2Fsecurity">Choose a new password</Link> at
          once: that signs everybody out.
        </p>
      )}
      <ul className="plain-list">
        {data.slice(0, shown).map((signIn) => (
          <SignInLine key={`${signIn.at}-${signIn.method}`} signIn={signIn} words={words(signIn.method)} />
        ))}
      </ul>
    </section>
  );
}

function SignInLine({ signIn, words }: { signIn: PastSignIn; words: string }) {
  const { at, outcome, address, userAgent } = signIn;
  return (
    <li>
      <span>
        {outcome === 'refused' ? (
          <strong>{signIn.method === 'two-factor' ? 'A wrong code' : 'A wrong password'}</strong>
        ) : (
          `Signed in ${words}`
        )}
        <br />
        <span className="dim">
          {browserWords(userAgent)}
          {address ? `, ${address}` : ''}
        </span>
      </span>
      <span className="dim">
        <When at={at} />
      </span>
    </li>
  );
}
