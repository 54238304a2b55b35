/** Signing in again on top of the page that somebody works on. */
import { Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'react-router';
import { CredentialsForm } from './credentials-form.tsx';
import { pathHere } from './return-path.ts';
import { sessionKey, useRefreshSession } from './session.ts';

export function SignInDialog({ email }: { email: string }) {
  const refresh = useRefreshSession();
  const queries = useQueryClient();
  const here = pathHere(useLocation());
  return (
    <Modal
      opened
      onClose={() => {}}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title="You were signed out"
    >
      <p className="dialog-lead">Sign in to go on where you were. Nothing that you typed is lost.</p>
      <CredentialsForm
        email={email}
        way={{ path: here, errorPath: here }}
        onSignedIn={async () => {
          await refresh();
          await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
        }}
      />
    </Modal>
  );
}
