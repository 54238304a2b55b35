/** The second factor: a code of the app, or one of the recovery codes. */
import { Anchor, Button, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Notice } from '../shell/notice.tsx';
import { enterCode } from './auth.ts';
import { authTrouble } from './auth-sentences.ts';

interface CodeFormProps {
  onSignedIn(): Promise<unknown>;
  /** The half sign-in is over, or the person wants another one. */
  onStartOver(): void;
}

/** The field takes the place of the one that was just used. */
const takeFocus = (field: HTMLInputElement | null) => field?.focus();

export function CodeForm({ onSignedIn, onStartOver }: CodeFormProps) {
  const [kind, setKind] = useState<'totp' | 'recovery'>('totp');
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const isApp = kind === 'totp';

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy || code.trim() === '') return;
    setBusy(true);
    setTrouble('');
    const outcome = await enterCode(code.trim().replaceAll(' ', ''), kind);
    if (outcome.outcome === 'ok') await onSignedIn();
    else setTrouble(authTrouble(outcome).sentence);
    setBusy(false);
  }

  function switchKind() {
    setKind(isApp ? 'recovery' : 'totp');
    setCode('');
    setTrouble('');
  }

  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        <TextInput
          key={kind}
          label={isApp ? 'Code of your authenticator app' : 'Recovery code'}
          description={
            isApp ? 'Six digits, new every 30 seconds' : 'One of those that you have kept; each works once'
          }
          name="code"
          autoComplete="one-time-code"
          inputMode={isApp ? 'numeric' : 'text'}
          autoCapitalize="none"
          spellCheck={false}
          size="md"
          ref={takeFocus}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        {trouble !== '' && (
          <Notice tone="bad" live="alert">
            <p>{trouble}</p>
          </Notice>
        )}
        <Button className="wide-button" type="submit" size="lg" fullWidth loading={busy}>
          Continue
        </Button>
        <div className="form-links">
          <Anchor component="button" type="button" underline="always" onClick={switchKind}>
            {isApp ? 'Use a recovery code' : 'Use the app'}
          </Anchor>
          <Anchor component="button" type="button" underline="always" onClick={onStartOver}>
            Start over
          </Anchor>
        </div>
      </Stack>
    </form>
  );
}
