/**
 * The end of the account: what it means, and its name to be typed, since nothing brings it back.
 *
 * Afterwards the cloud tells where it went, to its other people too: see `account-gate.tsx`.
 */
import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import { type Account, closeAccount } from '../api/account.ts';
import { asProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { sessionKey } from '../session/session.ts';
import { Notice } from '../shell/notice.tsx';
import { screens } from './lapse-words.ts';

export function CloseAccount({ account }: { account: Account }) {
  const [isAsking, setIsAsking] = useState(false);
  return (
    <section className="card close-account" aria-labelledby="close-account">
      <h2 id="close-account">Close the account</h2>
      <p className="dim">
        For good: screens go back to showing a pairing code, and everything in the account is deleted. Its
        audit log is kept for its term.
      </p>
      <Button className="danger" size="md" onClick={() => setIsAsking(true)}>
        Close the account…
      </Button>
      {isAsking && <Ask account={account} onCancel={() => setIsAsking(false)} />}
    </section>
  );
}

function Ask({ account, onCancel }: { account: Account; onCancel(): void }) {
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const [own, setOwn] = useState<string | null>(null);
  const close = useMutation({
    mutationFn: () => closeAccount(typed),
    // Who one is, and where, is another matter now; the page that says so takes the place of this one.
    onSuccess: () => queries.invalidateQueries({ queryKey: sessionKey }),
  });
  const problem = close.isError ? asProblem(close.error) : null;
  const trouble = problem === null || problem.field === 'name' ? null : sentencesFor(problem);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (close.isPending) return;
    if (typed.trim() !== account.name.trim()) setOwn('This is not the name. Type it exactly as above.');
    else close.mutate();
  }

  return (
    <Modal
      opened
      onClose={onCancel}
      title={`Close ${account.name}?`}
      closeButtonProps={{ 'aria-label': 'Close this window' }}
    >
      <form noValidate onSubmit={submit}>
        <ul className="closing-means">
          <li>
            {account.devices === 0
              ? 'There is no screen in it.'
              : account.devices === 1
                ? 'Its screen stops playing, says that the account was closed, and shows a pairing code.'
                : `Its ${screens(account.devices)} stop playing, say that the account was closed, and show a pairing code.`}
          </li>
          <li>Playlists, media, members, invitations, keys and its own sign-on are deleted.</li>
          <li>People keep their sign-in, and are told that you closed it.</li>
        </ul>
        <TextInput
          data-autofocus
          label={
            <>
              Type <strong className="closing-name">{account.name}</strong> to confirm
            </>
          }
          name="confirmation"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          size="md"
          value={typed}
          error={own ?? (problem?.field === 'name' ? problem.detail : null)}
          onChange={({ currentTarget: { value } }) => {
            setTyped(value);
            setOwn(null);
          }}
        />
        {trouble !== null && (
          <Notice tone="bad" live="alert" title={trouble.title}>
            <p>{trouble.advice}</p>
            {problem?.code === 'deletion-locked' && (
              <p>
                <Link to="/settings/policies">Go to Policies</Link>
              </p>
            )}
          </Notice>
        )}
        <div className="dialog-actions">
          <Button variant="default" size="md" onClick={onCancel}>
            Keep it
          </Button>
          <Button className="danger" type="submit" size="md" loading={close.isPending}>
            Close for good
          </Button>
        </div>
      </form>
    </Modal>
  );
}
