/**
 * The ways in besides a password: identity providers, a company's own sign-on, a passkey. Shows only what is on.
 *
 * All but the passkey leave the page and come back to it, so whoever must remember something over that does so in
 * `onLeaving`.
 */
import { Button, Stack } from '@mantine/core';
import { IconBuilding, IconKey } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { readSignInMethods } from '../api/cloud.ts';
import {
  type AuthOutcome,
  type AuthRefusal,
  leaveForCompany,
  leaveForProvider,
  type WayBack,
} from './auth.ts';
import { useSignInMethods } from './use-sign-in-methods.ts';

interface OtherWaysProps {
  /** What stands in the form; a company is found by it. */
  email(): string;
  way: WayBack;
  onLeaving(): void;
  onSignedIn(): Promise<unknown>;
  onTrouble(refusal: AuthRefusal): void;
}

/** No browser takes this long to leave; a page that is still here was not left after all. */
const leavingMs = 10_000;

export function OtherWays({ email, way, onLeaving, onSignedIn, onTrouble }: OtherWaysProps) {
  const methods = useSignInMethods();
  const [busy, setBusy] = useState('');
  useEffect(() => {
    if (busy === '') return;
    // Whoever goes back finds the page as the browser kept it, and has to be able to press again.
    const comeBack = (event: PageTransitionEvent) => {
      if (event.persisted) setBusy('');
    };
    window.addEventListener('pageshow', comeBack);
    return () => window.removeEventListener('pageshow', comeBack);
  }, [busy]);
  const hasPasskeys = methods.passkey && 'PublicKeyCredential' in window;
  if (methods.providers.length === 0 && !methods.companies && !hasPasskeys) return null;

  async function go(name: string, run: () => Promise<AuthOutcome>) {
    if (busy !== '') return;
    setBusy(name);
    const outcome = await run();
    // The page stays busy while the browser leaves it; where a provider is too slow, people stop that and stay.
    if (outcome.outcome === 'ok') return void setTimeout(() => setBusy(''), leavingMs);
    setBusy('');
    onTrouble(outcome);
  }

  const leave = (name: string, run: () => Promise<AuthOutcome>) =>
    go(name, () => {
      onLeaving();
      return run();
    });

  const passkey = () =>
    go('passkey', async () => {
      const { signInByPasskey } = await import('./passkey.ts');
      const outcome = await signInByPasskey();
      if (outcome.outcome === 'ok') {
        await onSignedIn();
        setBusy('');
      }
      return outcome;
    });

  return (
    <div className="other-ways">
      <p className="or">or</p>
      <Stack gap="sm">
        {methods.providers.map(({ id, name }) => (
          <Button
            key={id}
            variant="default"
            size="md"
            fullWidth
            loading={busy === id}
            onClick={() => void leave(id, () => leaveForProvider(id, way))}
          >
            Continue with {name}
          </Button>
        ))}
        {methods.companies && (
          <Button
            variant="default"
            size="md"
            fullWidth
            leftSection={<IconBuilding size={18} stroke={1.8} aria-hidden="true" />}
            loading={busy === 'company'}
            onClick={() => void leave('company', () => leaveForCompanyOf(email(), way))}
          >
            Continue with your company
          </Button>
        )}
        {hasPasskeys && (
          <Button
            variant="default"
            size="md"
            fullWidth
            leftSection={<IconKey size={18} stroke={1.8} aria-hidden="true" />}
            loading={busy === 'passkey'}
            onClick={() => void passkey()}
          >
            Use a passkey
          </Button>
        )}
      </Stack>
    </div>
  );
}

/** Finds the company by the address, and goes to its sign-on. */
export async function leaveForCompanyOf(email: string, way: WayBack): Promise<AuthOutcome> {
  try {
    const { company } = await readSignInMethods(email.trim());
    if (company === null) return { outcome: 'refused', code: 'NO_COMPANY' };
    return await leaveForCompany(company.providerId, way, email.trim());
  } catch {
    return { outcome: 'refused', code: '' };
  }
}
