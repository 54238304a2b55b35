/** A person's password: change it, or, without one, how to get one. */
import { Button, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { changePassword } from '../session/auth.ts';
import { authTrouble } from '../session/auth-sentences.ts';
import { useSignInMethods } from '../session/use-sign-in-methods.ts';
import { focusMarked } from '../shell/focus-marked.ts';
import { Notice } from '../shell/notice.tsx';
import { PasswordField } from '../shell/password-field.tsx';
import { toast } from '../shell/toast.ts';
import { useHasPassword } from './use-links.ts';

/** As the cloud demands. */
const shortest = 8;

export function PasswordCard() {
  const hasOne = useHasPassword();
  const { passwordReset } = useSignInMethods();
  if (hasOne === undefined) return null;
  return (
    <section className="card" aria-labelledby="password-card">
      <h2 id="password-card">Password</h2>
      {hasOne ? (
        <>
          <p>A new one signs you out everywhere else.</p>
          <ChangePassword />
        </>
      ) : passwordReset ? (
        <p>
          You have none: you sign in another way. If you want one as well,{' '}
          <Link to="/forgot-password?next=%2Fsettings%2Fsecurity">have a link sent</Link> to choose it.
        </p>
      ) : (
        <p>You have none: you sign in another way.</p>
      )}
    </section>
  );
}

interface Troubles {
  old?: string;
  fresh?: string;
  form?: string;
}

function ChangePassword() {
  const queries = useQueryClient();
  const element = useRef<HTMLFormElement>(null);
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  const [busy, setBusy] = useState(false);
  const [troubles, setTroubles] = useState<Troubles>({});

  useEffect(() => {
    // By now the field is marked.
    if (Object.keys(troubles).length === 0) return;
    focusMarked(element.current);
  }, [troubles]);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    if (old === '') return setTroubles({ old: 'Type the password that you have now.' });
    if (fresh.length < shortest) return setTroubles({ fresh: `Use at least ${shortest} characters.` });
    setBusy(true);
    setTroubles({});
    const outcome = await changePassword(old, fresh);
    setBusy(false);
    if (outcome.outcome === 'refused') {
      const { at, sentence } = authTrouble(outcome);
      // "This is not your password" is about the old one, everything else at a password about the new.
      const where = outcome.code === 'INVALID_PASSWORD' ? 'old' : at === 'password' ? 'fresh' : 'form';
      return setTroubles({ [where]: sentence });
    }
    setOld('');
    setFresh('');
    toast('Your password is changed.');
    await queries.invalidateQueries({ queryKey: ['sessions'] });
  }

  return (
    <form ref={element} noValidate onSubmit={(event) => void submit(event)}>
      <Stack gap="md" align="flex-start">
        <PasswordField
          className="password-field"
          label="Password now"
          name="current-password"
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password of now', tabIndex: 0 }}
          value={old}
          error={troubles.old}
          onChange={(event) => setOld(event.currentTarget.value)}
        />
        <PasswordField
          className="password-field"
          label="New password"
          description="At least 8 characters; a few words are better than many signs"
          name="new-password"
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the new password', tabIndex: 0 }}
          value={fresh}
          error={troubles.fresh}
          onChange={(event) => setFresh(event.currentTarget.value)}
        />
        {troubles.form !== undefined && (
          <Notice tone="bad" live="alert">
            <p>{troubles.form}</p>
          </Notice>
        )}
        <Button type="submit" variant="default" size="md" loading={busy}>
          Change password
        </Button>
      </Stack>
    </form>
  );
}
