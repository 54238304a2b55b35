/**
 * Above one's security: which accounts wait for a second factor, how it is shown by whoever has one, and the way on
 * once that is done, also back to the screen that was about to be paired.
 */
import { Button, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { Session } from '../api/cloud.ts';
import { type AuthOutcome, enterCode } from '../session/auth.ts';
import { authTrouble } from '../session/auth-sentences.ts';
import { safeReturnPath } from '../session/return-path.ts';
import { sessionKey, useSession } from '../session/session.ts';
import { useSignInMethods } from '../session/use-sign-in-methods.ts';
import { Notice } from '../shell/notice.tsx';
import { type Passkey, passkeysKey, readPasskeys, readSecondFactor, secondFactorKey } from './factors.ts';

export function FactorWanted() {
  const { data: session } = useSession();
  const [query] = useSearchParams();
  const wanted = query.get('next');
  const waiting = session?.accounts.filter(({ needsSecondFactor }) => needsSecondFactor) ?? [];
  if (session && waiting.length > 0) return <Missing waiting={waiting} />;
  if (!session || wanted === null) return null;
  const next = safeReturnPath(wanted);
  const isPairing = next.toLowerCase().startsWith('/p/');
  return (
    <section className="card factor-wanted">
      <Notice tone="good" live="status" title="Your second factor is there">
        <p>If you have just been shown recovery codes, keep them first.</p>
      </Notice>
      <Button component={Link} to={next} size="lg">
        {isPairing ? 'Pair your screen' : 'Go on where you were'}
      </Button>
    </section>
  );
}

function Missing({ waiting }: { waiting: Session['accounts'] }) {
  const { data: passkeys } = useQuery({ queryKey: passkeysKey, queryFn: readPasskeys });
  const { data: hasCodes } = useQuery({ queryKey: secondFactorKey, queryFn: readSecondFactor });
  const methods = useSignInMethods();
  const names = waiting.map(({ name }) => name).join(', ');
  if (passkeys === undefined || hasCodes === undefined) return null;
  const hasOne = passkeys.length > 0 || hasCodes;
  return (
    <section className="card factor-wanted" aria-labelledby="factor-wanted">
      <h2 id="factor-wanted">
        {hasOne ? 'Show your second factor' : 'Set up a second factor'} for {names}
      </h2>
      <p>
        {hasOne
          ? 'You came in without it this time. Show it once, and the account opens.'
          : methods.passkey
            ? 'Either of the two below will do. A passkey is the quickest; an authenticator app works everywhere.'
            : 'Turn on the codes of an authenticator app below; it takes a minute.'}
      </p>
      {hasOne && <Show passkeys={passkeys} hasCodes={hasCodes} />}
    </section>
  );
}

function Show({ passkeys, hasCodes }: { passkeys: readonly Passkey[]; hasCodes: boolean }) {
  const queries = useQueryClient();
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');

  async function run(act: () => Promise<AuthOutcome>) {
    if (busy) return;
    setBusy(true);
    setTrouble('');
    const outcome = await act();
    if (outcome.outcome === 'refused') setTrouble(authTrouble(outcome).sentence);
    else await queries.invalidateQueries({ queryKey: sessionKey });
    setBusy(false);
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    const typed = code.replaceAll(/\s/g, '');
    if (typed === '') return;
    // Six digits are the app's; whatever else is a recovery code.
    void run(() => enterCode(typed, /^\d{6}$/.test(typed) ? 'totp' : 'recovery'));
  }

  return (
    <>
      {passkeys.length > 0 && (
        <Button
          size="md"
          loading={busy}
          onClick={() => void run(async () => (await import('../session/passkey.ts')).signInByPasskey())}
        >
          Use your passkey
        </Button>
      )}
      {hasCodes && (
        <form noValidate className="factor-code" onSubmit={submit}>
          <TextInput
            label="Code of your app, or a recovery code"
            name="code"
            autoComplete="one-time-code"
            autoCapitalize="none"
            spellCheck={false}
            size="md"
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          <Button type="submit" size="md" loading={busy}>
            Continue
          </Button>
        </form>
      )}
      {trouble !== '' && (
        <Notice tone="bad" live="alert">
          <p>{trouble}</p>
        </Notice>
      )}
    </>
  );
}
