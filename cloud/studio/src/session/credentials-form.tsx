/**
 * Sign in or create an account, on one card, without leaving the page.
 *
 * Staying on the page is the point: whatever the page was opened for (a pairing ID, a form half filled in)
 * survives. What was typed survives every failure and the switch between the two. Ways in that do leave the page
 * come back to it.
 */
import { Anchor, Button, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type FormEvent, useRef, useState } from 'react';
import { Link } from 'react-router';
import { focusMarked } from '../shell/focus-marked.ts';
import { Notice } from '../shell/notice.tsx';
import { PasswordField } from '../shell/password-field.tsx';
import { type AuthRefusal, type Credentials, signIn, signUp, type WayBack } from './auth.ts';
import { authTrouble, wayBackSentence } from './auth-sentences.ts';
import { CodeForm } from './code-form.tsx';
import { LookForMail } from './look-for-mail.tsx';
import { leaveForCompanyOf, OtherWays } from './other-ways.tsx';
import { useSignInMethods } from './use-sign-in-methods.ts';

const shortestPassword = 8;

const modes = [
  { value: 'sign-in', label: 'Sign in' },
  { value: 'sign-up', label: 'Create account' },
] as const;

type Mode = (typeof modes)[number]['value'];

interface CredentialsFormProps {
  /** Runs after the cloud has set the session; the form stays busy until it has finished. */
  onSignedIn(): Promise<unknown>;
  /** What a press of the button leads to, such as `pair`: "Sign in and pair". */
  andThen?: string;
  /** Known already, where a session has lapsed or somebody was invited. */
  email?: string;
  /** What most people come here for. */
  startsWith?: Mode;
  /** Where ways in that leave this page lead back to. */
  way: WayBack;
  /** The page is about to be left, or a mail leads on: it may have something to remember. */
  onLeaving?(): void;
  /** Code with which a sign-in elsewhere led back here. */
  error?: string | null;
}

const nothing = () => {};

export function CredentialsForm({
  onSignedIn,
  andThen,
  email = '',
  startsWith = 'sign-in',
  way,
  onLeaving = nothing,
  error = null,
}: CredentialsFormProps) {
  const [mode, setMode] = useState<Mode>(startsWith);
  const [step, setStep] = useState<'form' | 'code' | 'mail'>('form');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState(error === null ? '' : wayBackSentence(error));
  const methods = useSignInMethods();
  const element = useRef<HTMLFormElement>(null);
  const form = useForm<Credentials>({
    initialValues: { name: '', email, password: '' },
    validateInputOnBlur: false,
    validate: (values) => validate(values, mode),
  });

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    setTrouble('');
    if (form.validate().hasErrors) return focusFirstError();
    setBusy(true);
    try {
      const outcome = await (mode === 'sign-in' ? signIn : signUp)(tidy(form.getValues()), way);
      if (outcome.outcome === 'ok') await onSignedIn();
      else if (outcome.outcome === 'second-factor') setStep('code');
      else if (outcome.outcome === 'confirm-address') {
        // The mail's link may open in another tab, and that one has to know.
        onLeaving();
        setStep('mail');
      } else if (outcome.code === 'SSO_REQUIRED') {
        onLeaving();
        const left = await leaveForCompanyOf(form.getValues().email, way);
        if (left.outcome === 'refused') show(outcome);
      } else show(outcome);
    } finally {
      setBusy(false);
    }
  }

  function show(refusal: AuthRefusal) {
    const { at, sentence } = authTrouble(refusal);
    if (at === 'form' || at === 'code') return setTrouble(sentence);
    form.setFieldError(at, sentence);
    focusFirstError();
  }

  function focusFirstError() {
    // The fields are marked in the next render.
    setTimeout(() => focusMarked(element.current));
  }

  function switchTo(next: Mode) {
    setMode(next);
    setTrouble('');
    form.clearErrors();
  }

  if (step === 'code') return <CodeForm onSignedIn={onSignedIn} onStartOver={() => setStep('form')} />;
  if (step === 'mail') {
    const address = form.getValues().email.trim();
    return <LookForMail email={address} path={way.path} onStartOver={() => setStep('form')} />;
  }

  const isNew = mode === 'sign-up';
  const verb = isNew ? 'Create account' : 'Sign in';
  return (
    <form ref={element} noValidate onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        <fieldset className="mode-switch" aria-label="Do you have an account?">
          {modes.map(({ value, label }) => (
            <button key={value} type="button" aria-pressed={mode === value} onClick={() => switchTo(value)}>
              {label}
            </button>
          ))}
        </fieldset>
        {isNew && (
          <TextInput
            label="Your name"
            name="name"
            autoComplete="name"
            autoCapitalize="words"
            size="md"
            {...form.getInputProps('name')}
          />
        )}
        <TextInput
          label="Email"
          name="email"
          type="email"
          inputMode="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          size="md"
          {...form.getInputProps('email')}
        />
        <PasswordField
          label="Password"
          name="password"
          autoComplete={isNew ? 'new-password' : 'current-password'}
          {...(isNew ? { description: `At least ${shortestPassword} characters` } : {})}
          {...form.getInputProps('password')}
        />
        {trouble !== '' && (
          <Notice tone="bad" live="alert">
            <p>{trouble}</p>
          </Notice>
        )}
        <Button className="wide-button" type="submit" size="lg" fullWidth loading={busy}>
          {andThen === undefined ? verb : `${verb} and ${andThen}`}
        </Button>
        {methods.passwordReset && !isNew && (
          <div className="form-links">
            <Anchor component={Link} to={`/forgot-password?next=${encodeURIComponent(way.path)}`}>
              Forgot your password?
            </Anchor>
          </div>
        )}
        <OtherWays
          email={() => form.getValues().email}
          way={way}
          onLeaving={onLeaving}
          onSignedIn={onSignedIn}
          onTrouble={(refusal) => {
            setTrouble('');
            show(refusal);
          }}
        />
      </Stack>
    </form>
  );
}

function validate({ name, email, password }: Credentials, mode: Mode) {
  const isNew = mode === 'sign-up';
  return {
    name: isNew && name.trim() === '' ? 'Tell us your name.' : null,
    email: /^\S+@\S+\.\S+$/.test(email.trim()) ? null : 'Type your email address, such as anna@example.com.',
    password:
      password === ''
        ? 'Type your password.'
        : isNew && password.length < shortestPassword
          ? `Use at least ${shortestPassword} characters.`
          : null,
  };
}

function tidy({ name, email, password }: Credentials): Credentials {
  return { name: name.trim(), email: email.trim(), password };
}
