/**
 * The pages to which our mails lead, and the one that asks for such a mail.
 *
 * A link is used by this page's script and never by loading it, so that whatever looks at links before a person does
 * uses none up. Afterwards they go on to where they wanted.
 */
import { Anchor, Button, Loader, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { PageHeading } from '../shell/heading.tsx';
import { Notice } from '../shell/notice.tsx';
import { PasswordField } from '../shell/password-field.tsx';
import { PlainFrame } from '../shell/plain-frame.tsx';
import { askForNewPassword, chooseNewPassword, confirmAddress } from './auth.ts';
import { authTrouble } from './auth-sentences.ts';
import { safeReturnPath } from './return-path.ts';
import { useRefreshSession } from './session.ts';

function useMailLink(): { token: string; next: string } {
  const [query] = useSearchParams();
  return { token: query.get('token') ?? '', next: safeReturnPath(query.get('next')) };
}

function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <PlainFrame>
      <section className="card step-card">
        <PageHeading>{title}</PageHeading>
        {children}
      </section>
    </PlainFrame>
  );
}

/** `/confirm-address?token=…&next=…`: confirms by itself, and goes on. */
export function ConfirmAddressPage() {
  const { token, next } = useMailLink();
  const refresh = useRefreshSession();
  const navigate = useNavigate();
  const [trouble, setTrouble] = useState('');
  const [tries, setTries] = useState(0);
  const begun = useRef(-1);

  useEffect(() => {
    // Once for each try, also where the page is drawn twice.
    if (begun.current === tries) return;
    begun.current = tries;
    void confirmAddress(token).then(async (outcome) => {
      if (outcome.outcome === 'refused') return setTrouble(authTrouble(outcome).sentence);
      const session = await refresh().catch(() => null);
      const signIn = `/sign-in?next=${encodeURIComponent(next)}`;
      await navigate(session === null ? signIn : next, { replace: true });
    });
  }, [token, next, tries, refresh, navigate]);

  if (trouble === '') {
    return (
      <Card title="Confirming your address…">
        <Loader aria-hidden="true" />
      </Card>
    );
  }
  return (
    <Card title="Your address is not confirmed">
      <Notice tone="bad" live="alert">
        <p>{trouble}</p>
      </Notice>
      <Button
        size="md"
        onClick={() => {
          setTrouble('');
          setTries(tries + 1);
        }}
      >
        Try again
      </Button>
      <p>
        <Anchor component={Link} to={`/sign-in?next=${encodeURIComponent(next)}`}>
          Sign in, and get a new link
        </Anchor>
      </p>
    </Card>
  );
}

/** `/forgot-password?next=…`: asks for the mail. */
export function ForgotPasswordPage() {
  const { next } = useMailLink();
  const [email, setEmail] = useState('');
  const [state, setState] = useState<'idle' | 'busy' | 'sent'>('idle');
  const [trouble, setTrouble] = useState('');

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (state === 'busy' || email.trim() === '') return;
    setState('busy');
    setTrouble('');
    const outcome = await askForNewPassword(email.trim(), next);
    setState(outcome.outcome === 'ok' ? 'sent' : 'idle');
    if (outcome.outcome === 'refused') setTrouble(authTrouble(outcome).sentence);
  }

  if (state === 'sent') {
    return (
      <Card title="Look for our mail">
        <p className="lead">
          If there is an account with <strong>{email.trim()}</strong>, a link to choose a new password is on
          its way.
        </p>
        <p className="lead">
          Nothing there after some minutes? Look among the unwanted mails, or compare the address.
        </p>
      </Card>
    );
  }
  return (
    <Card title="Choose a new password">
      <p className="lead">Type your address, and we send you a link.</p>
      <form noValidate onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          <TextInput
            label="Email"
            name="email"
            type="email"
            inputMode="email"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            size="md"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          {trouble !== '' && (
            <Notice tone="bad" live="alert">
              <p>{trouble}</p>
            </Notice>
          )}
          <Button type="submit" size="lg" fullWidth loading={state === 'busy'}>
            Send me a link
          </Button>
          <div className="form-links">
            <Anchor
              component={Link}
              to={next.startsWith('/p/') ? next : `/sign-in?next=${encodeURIComponent(next)}`}
            >
              Back
            </Anchor>
          </div>
        </Stack>
      </form>
    </Card>
  );
}

/** `/reset-password?token=…&next=…`: the new password, and then on to signing in with it. */
export function ResetPasswordPage() {
  const { token, next } = useMailLink();
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<{ field: string; form: string }>({ field: '', form: '' });
  const [isDone, setIsDone] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const outcome = await chooseNewPassword(token, password);
    setBusy(false);
    if (outcome.outcome === 'ok') return setIsDone(true);
    const { at, sentence } = authTrouble(outcome);
    setTrouble(at === 'password' ? { field: sentence, form: '' } : { field: '', form: sentence });
  }

  const onward = next.startsWith('/p/') ? next : `/sign-in?next=${encodeURIComponent(next)}`;
  if (isDone) {
    return (
      <Card title="Your password is changed">
        <p className="lead">
          Everybody who was signed in with the old one is signed out. Sign in with the new one.
        </p>
        <Button component={Link} to={onward} size="lg" fullWidth>
          Sign in
        </Button>
      </Card>
    );
  }
  return (
    <Card title="Choose a new password">
      <form noValidate onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          <PasswordField
            label="New password"
            description="At least 8 characters; a few words are better than many signs"
            name="new-password"
            autoComplete="new-password"
            value={password}
            error={trouble.field || undefined}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {trouble.form !== '' && (
            <Notice tone="bad" live="alert">
              <p>{trouble.form}</p>
            </Notice>
          )}
          <Button type="submit" size="lg" fullWidth loading={busy}>
            Change my password
          </Button>
          <div className="form-links">
            <Anchor component={Link} to={`/forgot-password?next=${encodeURIComponent(next)}`}>
              Get a new link
            </Anchor>
          </div>
        </Stack>
      </form>
    </Card>
  );
}
