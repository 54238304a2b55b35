/** Opens one more account, of which one is Admin, and goes there. */
import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { openAccount } from '../api/accounts.ts';
import { asProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { useRefreshSession } from '../session/session.ts';
import { Notice } from '../shell/notice.tsx';

/** As the cloud allows. */
const longestName = 100;

export function OpenAccountForm() {
  const refresh = useRefreshSession();
  const [name, setName] = useState('');
  const [objection, setObjection] = useState<string | null>(null);
  // The page is drawn anew for the other account then.
  const opening = useMutation({ mutationFn: () => openAccount(name.trim()), onSuccess: refresh });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (opening.isPending) return;
    if (name.trim() !== '') return opening.mutate();
    setObjection('Give the account a name, such as that of the company.');
    event.currentTarget.querySelector('input')?.focus();
  }

  const trouble = opening.isError ? sentencesFor(asProblem(opening.error)) : null;
  return (
    <section className="card" aria-labelledby="open-account">
      <h2 id="open-account">Open another account</h2>
      <p>For another company, or for trying things out. Screens and people of the others do not see it.</p>
      <form className="open-account" noValidate onSubmit={submit}>
        <TextInput
          label="Its name"
          name="account-name"
          autoComplete="off"
          size="md"
          maxLength={longestName}
          value={name}
          error={objection}
          onChange={(event) => {
            setName(event.currentTarget.value);
            setObjection(null);
          }}
        />
        <Button type="submit" variant="default" size="md" loading={opening.isPending}>
          Open it
        </Button>
      </form>
      {trouble !== null && (
        <Notice tone="bad" live="alert" title={trouble.title}>
          <p>{trouble.advice}</p>
        </Notice>
      )}
    </section>
  );
}
