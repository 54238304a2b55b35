/**
 * The second factor: on by password, QR and a first code; off by password. Recovery codes are shown once.
 */
import { Button, Stack, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { toDataURL } from 'qrcode';
import { type FormEvent, useState } from 'react';
import { post } from '../session/auth.ts';
import { authTrouble } from '../session/auth-sentences.ts';
import { sessionKey } from '../session/session.ts';
import { Notice } from '../shell/notice.tsx';
import { PasswordField } from '../shell/password-field.tsx';
import { readSecondFactor, secondFactorKey } from './factors.ts';
import { useHasPassword } from './use-links.ts';

/** What an authenticator app has to know. */
interface Secret {
  text: string;
  picture: string;
  recoveryCodes: readonly string[];
}

export function SecondFactorCard() {
  const queries = useQueryClient();
  const hasPassword = useHasPassword();
  const { data: isOn } = useQuery({ queryKey: secondFactorKey, queryFn: readSecondFactor });
  const [secret, setSecret] = useState<Secret | null>(null);
  const [codesToKeep, setCodesToKeep] = useState<readonly string[]>([]);

  if (hasPassword === undefined || isOn === undefined) return null;

  async function finish(codes: readonly string[]) {
    setSecret(null);
    setCodesToKeep(codes);
    // An account may have waited for it.
    for (const queryKey of [secondFactorKey, sessionKey]) await queries.invalidateQueries({ queryKey });
  }

  return (
    <section className="card" aria-labelledby="second-factor">
      <h2 id="second-factor">Second factor</h2>
      <p>
        {hasPassword
          ? 'After your password, a code of an authenticator app is asked for. Who knows your password alone stays out.'
          : 'An account that asks for a second factor opens with a code of an authenticator app.'}
      </p>
      {codesToKeep.length > 0 && <RecoveryCodes codes={codesToKeep} onKept={() => setCodesToKeep([])} />}
      {secret !== null ? (
        <FirstCode secret={secret} onDone={() => void finish(secret.recoveryCodes)} />
      ) : isOn ? (
        <PasswordForm
          label="Turn it off"
          hasPassword={hasPassword}
          act={(password) => post('/two-factor/disable', password === '' ? {} : { password })}
          onDone={() => void finish([])}
        />
      ) : (
        <TurnOn hasPassword={hasPassword} onSecret={setSecret} />
      )}
    </section>
  );
}

function TurnOn({ hasPassword, onSecret }: { hasPassword: boolean; onSecret(secret: Secret): void }) {
  return (
    <PasswordForm
      label="Turn it on"
      hasPassword={hasPassword}
      act={(password) => {
        let answer: { totpURI: string; backupCodes: string[] } | null = null;
        return post('/two-factor/enable', password === '' ? {} : { password }, (data) => {
          answer = data as { totpURI: string; backupCodes: string[] };
        }).then(async (outcome) => {
          if (answer !== null) onSecret(await secretOf(answer));
          return outcome;
        });
      }}
      onDone={() => {}}
    />
  );
}

async function secretOf(answer: { totpURI: string; backupCodes: string[] }): Promise<Secret> {
  return {
    text: new URL(answer.totpURI).searchParams.get('secret') ?? '',
    picture: await toDataURL(answer.totpURI, { margin: 2, width: 400 }),
    recoveryCodes: answer.backupCodes,
  };
}

interface PasswordFormProps {
  label: string;
  /** Who has none is not asked for it. */
  hasPassword: boolean;
  /** `password`: empty where there is none. */
  act(password: string): ReturnType<typeof post>;
  onDone(): void;
}

function PasswordForm({ label, hasPassword, act, onDone }: PasswordFormProps) {
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy || (hasPassword && password === '')) return;
    setBusy(true);
    setTrouble('');
    const outcome = await act(password);
    setBusy(false);
    if (outcome.outcome === 'refused') return setTrouble(authTrouble(outcome).sentence);
    setPassword('');
    onDone();
  }

  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <Stack gap="md" align="flex-start">
        {hasPassword && (
          <PasswordField
            className="password-field"
            label="Your password"
            name="password"
            autoComplete="current-password"
            value={password}
            error={trouble || undefined}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        )}
        {!hasPassword && trouble !== '' && (
          <Notice tone="bad" live="alert">
            <p>{trouble}</p>
          </Notice>
        )}
        <Button type="submit" variant="default" size="md" loading={busy}>
          {label}
        </Button>
      </Stack>
    </form>
  );
}

function FirstCode({ secret, onDone }: { secret: Secret; onDone(): void }) {
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const outcome = await post('/two-factor/verify-totp', { code: code.replaceAll(' ', '') });
    setBusy(false);
    if (outcome.outcome === 'refused') return setTrouble(authTrouble(outcome).sentence);
    onDone();
  }

  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <Stack gap="md" align="flex-start">
        <p>Scan this with your authenticator app, then type the code that it shows.</p>
        <img className="qr" src={secret.picture} alt="QR code for an authenticator app" />
        <p className="dim">
          No camera? Type this instead: <strong>{secret.text}</strong>
        </p>
        <TextInput
          label="Code of the app"
          name="code"
          autoComplete="one-time-code"
          inputMode="numeric"
          size="md"
          value={code}
          error={trouble || undefined}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Button type="submit" size="md" loading={busy}>
          Turn it on
        </Button>
      </Stack>
    </form>
  );
}

function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept(): void }) {
  return (
    <>
      <Notice tone="good" live="status" title="The second factor is on">
        <p>
          Keep these recovery codes where you find them without your phone. Each works once; they are not
          shown again.
        </p>
      </Notice>
      <ul className="recovery-codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Button variant="default" size="md" onClick={onKept}>
        I have kept them
      </Button>
    </>
  );
}
