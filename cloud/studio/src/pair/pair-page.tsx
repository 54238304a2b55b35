/** `/pair`: pair a screen by the code that it shows. Also the short address that screens tell people to type. */
import { Button, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { readPairingCode } from '@signet/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef } from 'react';
import { useNavigate } from 'react-router';
import { claimPairing, type Session } from '../api/cloud.ts';
import { asProblem } from '../api/cloud-problem.ts';
import { sentencesForCode } from '../api/problem-sentences.ts';
import { ScreenArt } from '../art/screen-art.tsx';
import { deviceKey, listsKey, surveyKey } from '../devices/device-keys.ts';
import { longestLocation, longestName } from '../devices/edit-device-form.tsx';
import { justPairedState } from '../devices/just-paired.tsx';
import { accountsThatPair } from '../session/accounts-that-pair.ts';
import { useRefreshSession, useSession } from '../session/session.ts';
import { useCountdown } from '../shell/countdown.ts';
import { PageHeading } from '../shell/heading.tsx';
import { NothingHere } from '../shell/nothing-here.tsx';
import { Notice } from '../shell/notice.tsx';
import { timeLeft } from '../shell/time-left.ts';
import { toast } from '../shell/toast.ts';
import { AccountChoice } from './account-choice.tsx';
import { refusalOf } from './claim-refusal.ts';
import { PairingCodeInput } from './pairing-code-input.tsx';
import './pair.css';

interface PairForm {
  accountId: string;
  name: string;
  location: string;
  code: string;
}

export function PairPage() {
  const { data: session } = useSession();
  const accounts = session ? accountsThatPair(session) : [];
  const first = accounts.find(({ id }) => id === session?.account.id) ?? accounts[0];
  if (session && first === undefined) {
    const { title, advice } = sentencesForCode('not-allowed');
    return <NothingHere title={title} advice={advice} />;
  }
  return <PairForms accounts={accounts} firstId={first?.id ?? ''} activeId={session?.account.id ?? ''} />;
}

interface PairFormsProps {
  accounts: Session['accounts'];
  firstId: string;
  /** The account that Studio shows. */
  activeId: string;
}

function PairForms({ accounts, firstId, activeId }: PairFormsProps) {
  const navigate = useNavigate();
  const enterAccount = useRefreshSession();
  const queries = useQueryClient();
  const element = useRef<HTMLFormElement>(null);
  const form = useForm<PairForm>({
    initialValues: { accountId: firstId, name: '', location: '', code: '' },
    validate: {
      name: (name) => (name.trim() === '' ? 'Give the device a name.' : null),
      code: (code) => {
        const reading = readPairingCode(code);
        return reading.ok ? null : reading.detail;
      },
    },
  });
  const claim = useMutation({
    mutationFn: ({ accountId, name, location, code }: PairForm) =>
      claimPairing({ accountId, name: name.trim(), location: location.trim(), code }),
    // The same claim by the same person gets the same answer, so a lost reply is worth one more try.
    retry: (failures, thrown) => failures < 1 && asProblem(thrown).code === 'unreachable',
    retryDelay: 1_500,
    onSuccess: async ({ device, account }) => {
      // The cloud has gone there with us, since what comes next is about a device of that account.
      if (account.id !== activeId) await enterAccount();
      queries.setQueryData(deviceKey(device.id), device);
      for (const queryKey of [listsKey, surveyKey]) void queries.invalidateQueries({ queryKey });
      await navigate(`/devices/${encodeURIComponent(device.id)}`, { state: justPairedState });
      toast(`${device.name} is paired.`);
    },
    onError: (thrown) => {
      const { at } = refusalOf(asProblem(thrown));
      if (at !== 'form') focus(`input[name="${at}"]`);
    },
  });
  const problem = claim.isError ? asProblem(claim.error) : null;
  const refusal = problem === null ? null : refusalOf(problem);
  const secondsLeft = useCountdown(problem?.retryAfterSeconds ?? 0, problem);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (claim.isPending || secondsLeft > 0) return;
    if (form.validate().hasErrors) return focus('input[aria-invalid="true"]');
    claim.mutate(form.getValues());
  }

  function focus(selector: string) {
    // The field is marked, and free again, in the next render.
    setTimeout(() => element.current?.querySelector<HTMLInputElement>(selector)?.focus());
  }

  /** What stands at a field: the form's own objection, or else the cloud's. */
  function errorAt(field: keyof PairForm): string | null {
    const own = form.errors[field];
    if (typeof own === 'string') return own;
    return refusal?.at === field ? `${refusal.title}. ${refusal.advice}` : null;
  }

  function set(field: keyof PairForm, value: string) {
    form.setFieldValue(field, value);
    form.clearFieldError(field);
    if (refusal?.at === field) claim.reset();
  }

  return (
    <div className="pair-page">
      <section className="card">
        <PageHeading>Pair a screen</PageHeading>
        <form ref={element} noValidate onSubmit={submit}>
          <Stack gap="lg">
            <TextInput
              label="Device name"
              name="name"
              required
              withAsterisk={false}
              autoComplete="off"
              maxLength={longestName}
              size="md"
              placeholder="Reception"
              value={form.values.name}
              onChange={(event) => set('name', event.currentTarget.value)}
              error={errorAt('name')}
            />
            <TextInput
              label="Location (optional)"
              name="location"
              autoComplete="off"
              maxLength={longestLocation}
              size="md"
              placeholder="Ground floor, beside the lift"
              value={form.values.location}
              onChange={(event) => set('location', event.currentTarget.value)}
              error={errorAt('location')}
            />
            <PairingCodeInput
              value={form.values.code}
              onChange={(code) => set('code', code)}
              error={errorAt('code')}
            />
            <AccountChoice
              accounts={accounts}
              value={form.values.accountId}
              onChange={(accountId) => set('accountId', accountId)}
            />
            {refusal?.at === 'form' && (
              <Notice tone="bad" live="alert" title={refusal.title}>
                <p>{refusal.advice}</p>
              </Notice>
            )}
            <Button type="submit" size="lg" fullWidth loading={claim.isPending} disabled={secondsLeft > 0}>
              {secondsLeft > 0 ? `Try again in ${timeLeft(secondsLeft)}` : 'Pair'}
            </Button>
          </Stack>
        </form>
      </section>
      <aside className="pair-aside" aria-labelledby="where">
        <ScreenArt />
        <h2 id="where">Where is the code?</h2>
        <p>
          On the screen that you want to pair, beside the QR code: two groups of four letters and digits. It
          stays there until the screen is paired or restarted.
        </p>
        <p>Standing in front of it? Scanning the QR code with a phone is quicker.</p>
      </aside>
    </div>
  );
}
