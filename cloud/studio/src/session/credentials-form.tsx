/**
 * Sign in or create an account, on one card, without leaving the page.
 *
 * Staying on the page is the point: whatever the page was opened for (a pairing ID, a form half filled in)
 * survives. What was typed survives every failure and the switch between the two.
 */
import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type FormEvent, useRef, useState } from 'react';
import { Notice } from '../shell/notice.tsx';
import { type AuthOutcome, type Credentials, signIn, signUp } from './auth.ts';
import { authTrouble } from './auth-sentences.ts';

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
  /** Known already, where a session has lapsed. */
  email?: string;
}

export function CredentialsForm({ onSignedIn, andThen, email = '' }: CredentialsFormProps) {
  const [mode, setMode] = useState<Mode>('sign-in');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
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
      const outcome = await (mode === 'sign-in' ? signIn : signUp)(tidy(form.getValues()));
      if (outcome.outcome === 'ok') await onSignedIn();
      else show(outcome);
    } finally {
      setBusy(false);
    }
  }

  function show(refusal: Extract<AuthOutcome, { outcome: 'refused' }>) {
    const { at, sentence } = authTrouble(refusal);
    if (at === 'form') return setTrouble(sentence);
    form.setFieldError(at, sentence);
    focusFirstError();
  }

  function focusFirstError() {
    // The fields are marked in the next render.
    setTimeout(() => element.current?.querySelector<HTMLInputElement>('input[aria-invalid="true"]')?.focus());
  }

  function switchTo(next: Mode) {
    setMode(next);
    setTrouble('');
    form.clearErrors();
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
        <PasswordInput
          label="Password"
          name="password"
          autoComplete={isNew ? 'new-password' : 'current-password'}
          size="md"
          {...(isNew ? { description: `At least ${shortestPassword} characters` } : {})}
          visibilityToggleButtonProps={{ 'aria-label': 'Show password', tabIndex: 0 }}
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
