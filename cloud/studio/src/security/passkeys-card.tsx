/** A person's passkeys: add, remove. Where browsers have none at this address, that is said instead. */
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { post } from '../session/auth.ts';
import { authTrouble } from '../session/auth-sentences.ts';
import { sessionKey } from '../session/session.ts';
import { useSignInMethods } from '../session/use-sign-in-methods.ts';
import { Notice } from '../shell/notice.tsx';
import { When } from '../shell/when.tsx';
import { browserWords } from './browser-words.ts';
import { passkeysKey, readPasskeys } from './factors.ts';

export function PasskeysCard() {
  const methods = useSignInMethods();
  return (
    <section className="card" aria-labelledby="passkeys">
      <h2 id="passkeys">Passkeys</h2>
      <p>Sign in by fingerprint, face or the PIN of your device, without a password.</p>
      {methods.passkey ? (
        <Passkeys />
      ) : (
        <p className="dim">
          Passkeys need an address with a name and https. This cloud is not reached by one.
        </p>
      )}
    </section>
  );
}

function Passkeys() {
  const queries = useQueryClient();
  const { data = [] } = useQuery({ queryKey: passkeysKey, queryFn: readPasskeys });
  const [busy, setBusy] = useState('');
  const [trouble, setTrouble] = useState('');

  async function run(name: string, act: () => ReturnType<typeof post>) {
    if (busy !== '') return;
    setBusy(name);
    setTrouble('');
    const outcome = await act();
    if (outcome.outcome === 'refused') setTrouble(authTrouble(outcome).sentence);
    // An account may have waited for it.
    for (const queryKey of [passkeysKey, sessionKey]) await queries.invalidateQueries({ queryKey });
    setBusy('');
  }

  const add = () =>
    run('add', async () => {
      const { addPasskey } = await import('../session/passkey.ts');
      return addPasskey(browserWords(navigator.userAgent));
    });

  return (
    <>
      {data.length > 0 && (
        <ul className="plain-list">
          {data.map(({ id, name, createdAt }) => (
            <li key={id}>
              <span>
                {name ?? 'A passkey'}
                <br />
                <span className="dim">
                  Added <When at={createdAt} />
                </span>
              </span>
              <Button
                variant="default"
                size="sm"
                loading={busy === id}
                aria-label={`Remove the passkey ${name ?? ''}`}
                onClick={() => void run(id, () => post('/passkey/delete-passkey', { id }))}
              >
                Remove
              </Button>
            </li>
          ))}
        </ul>
      )}
      {trouble !== '' && (
        <Notice tone="bad" live="alert">
          <p>{trouble}</p>
        </Notice>
      )}
      <Button variant="default" size="md" loading={busy === 'add'} onClick={() => void add()}>
        Add a passkey
      </Button>
    </>
  );
}
