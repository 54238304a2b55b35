/**
 * Providers by which a person signs in: link another one, unlink one.
 *
 * A link is made by signing in there while being signed in here, and by nothing else: an address that both sides have
 * heard of links nothing. The cloud keeps the last way in.
 */
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { type AuthOutcome, linkProvider, post } from '../session/auth.ts';
import { authTrouble, wayBackSentence } from '../session/auth-sentences.ts';
import { useSignInMethods } from '../session/use-sign-in-methods.ts';
import { Notice } from '../shell/notice.tsx';
import { When } from '../shell/when.tsx';
import { type LinkedWay, linksKey, useLinks } from './use-links.ts';

const here = '/settings/security';

export function LinksCard() {
  const { providers } = useSignInMethods();
  const { data: links } = useLinks();
  const [query] = useSearchParams();
  const queries = useQueryClient();
  const [busy, setBusy] = useState('');
  const [trouble, setTrouble] = useState(() => {
    const error = query.get('error');
    return error === null ? '' : wayBackSentence(error);
  });
  const linked = links?.filter(({ providerId }) => providerId !== 'credential') ?? [];
  const open = providers.filter(({ id }) => !linked.some(({ providerId }) => providerId === id));
  if (links === undefined || (linked.length === 0 && open.length === 0)) return null;
  const nameOf = ({ providerId }: LinkedWay) =>
    providers.find(({ id }) => id === providerId)?.name ??
    (providerId.startsWith('company-') ? 'Your company’s sign-on' : providerId);

  async function run(name: string, act: () => Promise<AuthOutcome>) {
    if (busy !== '') return;
    setBusy(name);
    setTrouble('');
    const outcome = await act();
    if (outcome.outcome === 'refused') setTrouble(authTrouble(outcome).sentence);
    await queries.invalidateQueries({ queryKey: linksKey });
    setBusy('');
  }

  return (
    <section className="card" aria-labelledby="links">
      <h2 id="links">Other ways to sign in</h2>
      <p>By a service that knows you already. It has to be linked here first, while you are signed in.</p>
      {linked.length > 0 && (
        <ul className="plain-list">
          {linked.map((way) => (
            <li key={way.id}>
              <span>
                {nameOf(way)}
                <br />
                <span className="dim">
                  Linked <When at={way.createdAt} />
                </span>
              </span>
              <Button
                variant="default"
                size="sm"
                loading={busy === way.id}
                aria-label={`Unlink ${nameOf(way)}`}
                onClick={() => void run(way.id, () => post('/unlink-account', { accountId: way.id }))}
              >
                Unlink
              </Button>
            </li>
          ))}
        </ul>
      )}
      {trouble !== '' && (
        <Notice tone="bad" live="alert">
          <p>{trouble}</p>
        </Notice>
      )}
      {open.length > 0 && (
        <div className="link-buttons">
          {open.map(({ id, name }) => (
            <Button
              key={id}
              variant="default"
              size="md"
              loading={busy === id}
              onClick={() => void run(id, () => linkProvider(id, { path: here, errorPath: here }))}
            >
              Link {name}
            </Button>
          ))}
        </div>
      )}
    </section>
  );
}
