/** Where a person is signed in, and how to end that, one by one or all but here. */
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { get, post } from '../session/auth.ts';
import { authTrouble } from '../session/auth-sentences.ts';
import { Notice } from '../shell/notice.tsx';
import { When } from '../shell/when.tsx';
import { browserWords } from './browser-words.ts';

interface SignedIn {
  token: string;
  createdAt: string;
  updatedAt: string;
  ipAddress?: string | null;
  userAgent?: string | null;
}

const key = ['sessions'] as const;

export function SessionsCard() {
  const queries = useQueryClient();
  const { data } = useQuery({
    queryKey: key,
    queryFn: async () => {
      const [all, current] = await Promise.all([
        get<SignedIn[]>('/list-sessions'),
        get<{ session: SignedIn } | null>('/get-session'),
      ]);
      return { all, here: current?.session.token };
    },
  });
  const [busy, setBusy] = useState('');
  const [trouble, setTrouble] = useState('');

  async function end(name: string, path: string, body: object) {
    if (busy !== '') return;
    setBusy(name);
    setTrouble('');
    const outcome = await post(path, body);
    if (outcome.outcome === 'refused') setTrouble(authTrouble(outcome).sentence);
    await queries.invalidateQueries({ queryKey: key });
    setBusy('');
  }

  const sessions = data?.all ?? [];
  return (
    <section className="card" aria-labelledby="sessions">
      <h2 id="sessions">Where you are signed in</h2>
      <ul className="plain-list">
        {sessions.map(({ token, userAgent, ipAddress, updatedAt }) => (
          <li key={token}>
            <span>
              {browserWords(userAgent)}
              {token === data?.here && <strong> (here)</strong>}
              <br />
              <span className="dim">
                {ipAddress ? `${ipAddress}, ` : ''}last used <When at={updatedAt} />
              </span>
            </span>
            {token !== data?.here && (
              <Button
                variant="default"
                size="sm"
                loading={busy === token}
                aria-label={`Sign out ${browserWords(userAgent)}`}
                onClick={() => void end(token, '/revoke-session', { token })}
              >
                Sign out
              </Button>
            )}
          </li>
        ))}
      </ul>
      {trouble !== '' && (
        <Notice tone="bad" live="alert">
          <p>{trouble}</p>
        </Notice>
      )}
      {sessions.length > 1 && (
        <Button
          variant="default"
          size="md"
          loading={busy === 'others'}
          onClick={() => void end('others', '/revoke-other-sessions', {})}
        >
          Sign out everywhere else
        </Button>
      )}
    </section>
  );
}
