/**
 * Stands before every page of Studio that is about the account: where the account is closed to this session, or an
 * account is gone, that is said in place of the page.
 *
 * The page of one's own security is never kept from anybody, since that is where the way in is.
 */
import { Button, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link, useLocation } from 'react-router';
import { enterAccount } from '../api/accounts.ts';
import type { Session } from '../api/cloud.ts';
import { asProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { ScreenArt } from '../art/screen-art.tsx';
import { PageHeading } from '../shell/heading.tsx';
import { Notice } from '../shell/notice.tsx';
import { AccountClosed } from './account-closed.tsx';
import { rememberTold, wasTold } from './closed-told.ts';
import { factorPath, pathHere, securityPath } from './return-path.ts';
import { useRefreshSession, useSession } from './session.ts';

export function AccountGate({ children }: { children: ReactNode }) {
  const { data: session } = useSession();
  const { pathname } = useLocation();
  const [, setRead] = useState(0);
  const closed = session?.closed.filter(({ id }) => !wasTold(id)) ?? [];
  const [first] = closed;
  if (session && first !== undefined) {
    return (
      <AccountClosed
        session={session}
        closed={first}
        onRead={() => {
          rememberTold([first.id]);
          setRead((times) => times + 1);
        }}
      />
    );
  }
  if (session?.account.needsSecondFactor && !pathname.startsWith(securityPath)) {
    return <FactorMissing session={session} />;
  }
  return children;
}

function FactorMissing({ session }: { session: Session }) {
  const location = useLocation();
  const refresh = useRefreshSession();
  const enter = useMutation({
    mutationFn: async (accountId: string) => {
      await enterAccount(accountId);
      await refresh();
    },
  });
  const others = session.accounts.filter(({ needsSecondFactor }) => !needsSecondFactor);
  const trouble = enter.isError ? sentencesFor(asProblem(enter.error)) : null;
  return (
    <section className="card step-card account-gate" data-centred>
      <ScreenArt mood="asleep" />
      <PageHeading>A second factor is needed</PageHeading>
      <p className="lead">
        The account <strong>{session.account.name}</strong> asks for a passkey or the code of an authenticator
        app, so that whoever finds out a password alone stays out. It takes a minute, and you come back here.
      </p>
      <Button component={Link} to={factorPath(pathHere(location))} size="lg">
        Go on to Security
      </Button>
      {others.length > 0 && (
        <Stack gap="sm" className="account-gate-others">
          <p className="dim">Or go to another account of yours:</p>
          {others.map(({ id, name }) => (
            <Button
              key={id}
              className="account-button"
              variant="default"
              size="md"
              loading={enter.isPending && enter.variables === id}
              onClick={() => enter.mutate(id)}
            >
              {name}
            </Button>
          ))}
        </Stack>
      )}
      {trouble !== null && (
        <Notice tone="bad" live="alert" title={trouble.title}>
          <p>{trouble.advice}</p>
        </Notice>
      )}
    </section>
  );
}
