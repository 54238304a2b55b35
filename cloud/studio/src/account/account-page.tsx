/** Settings > Account: its name, how many devices it has and may have, and its end. */
import { Button, Skeleton, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { type Account, renameAccount } from '../api/account.ts';
import { asProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { useMay } from '../session/rights.ts';
import { sessionKey } from '../session/session.ts';
import { PageHead } from '../settings/page-head.tsx';
import { FailedCard } from '../shell/failed-card.tsx';
import { undoToast } from '../shell/undo-toast.tsx';
import './account.css';
import { CloseAccount } from './close-account.tsx';
import { DeviceCount } from './device-count.tsx';
import { accountKey, accountQuery } from './policy-queries.ts';

/** As the cloud has it. */
const longestName = 100;

export function AccountPage() {
  const { data: account, error, refetch } = useQuery(accountQuery);
  const may = useMay();
  if (account === undefined && error !== null) {
    return <FailedCard {...sentencesFor(asProblem(error))} onRetry={() => void refetch()} />;
  }
  return (
    <>
      <PageHead title="Account" about="What it is called, how many devices it has, and its end." />
      <div className="account-cards">
        {account === undefined ? (
          <Skeleton height={320} radius="lg" aria-hidden="true" />
        ) : (
          <>
            <Name key={account.name} account={account} />
            <DeviceCount account={account} />
            {may('account.close') && <CloseAccount account={account} />}
          </>
        )}
      </div>
    </>
  );
}

function Name({ account }: { account: Account }) {
  const queries = useQueryClient();
  const [name, setName] = useState(account.name);
  const [own, setOwn] = useState<string | null>(null);
  const send = async (wanted: string) => {
    const renamed = await renameAccount(wanted);
    queries.setQueryData(accountKey, renamed);
    await queries.invalidateQueries({ queryKey: sessionKey });
    return renamed;
  };
  const rename = useMutation({
    mutationFn: send,
    onSuccess: (renamed) => undoToast(`The account is ${renamed.name} now.`, () => send(account.name)),
  });
  const problem = rename.isError ? asProblem(rename.error) : null;
  const wanted = name.trim();

  function submit(event: FormEvent) {
    event.preventDefault();
    if (rename.isPending || wanted === account.name) return;
    if (wanted === '') setOwn('An account needs a name.');
    else rename.mutate(wanted);
  }

  return (
    <section className="card" aria-label="Name">
      <form noValidate className="account-name" onSubmit={submit}>
        <TextInput
          label="Name of the account"
          description="Screens, mails and lists show it."
          name="name"
          autoComplete="organization"
          maxLength={longestName}
          size="md"
          value={name}
          error={own ?? (problem === null ? null : sentenceOf(sentencesFor(problem)))}
          onChange={({ currentTarget: { value } }) => {
            setName(value);
            setOwn(null);
            rename.reset();
          }}
        />
        <Button type="submit" size="md" loading={rename.isPending} disabled={wanted === account.name}>
          Save
        </Button>
      </form>
    </section>
  );
}

function sentenceOf({ title, advice }: { title: string; advice: string }): string {
  return `${title}. ${advice}`;
}
