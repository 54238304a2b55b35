/**
 * Requiring the sign-on: from then on nobody of the domain comes in otherwise.
 *
 * It ends other people's sessions, so it asks first; taking it back locks nobody out, and is done at once.
 */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { asProblem } from '../api/cloud-problem.ts';
import { type Company, changeCompany } from '../api/companies.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { ConfirmDialog } from '../shell/confirm-dialog.tsx';
import { Notice } from '../shell/notice.tsx';
import { toast } from '../shell/toast.ts';
import { useCompanyAnswered } from './use-companies.ts';

export function RequireSignOn({ company }: { company: Company }) {
  return company.onlySso ? <Required company={company} /> : <NotRequired company={company} />;
}

function NotRequired({ company: { providerId, domain } }: { company: Company }) {
  const answered = useCompanyAnswered();
  const [isAsking, setIsAsking] = useState(false);
  return (
    <>
      <Notice tone="good" title="It works: you came in by it">
        <p>
          Whoever has an address of {domain} can do the same now. Other ways to sign in still work as well.
        </p>
      </Notice>
      <h3>Only this sign-on</h3>
      <p>
        Passwords, passkeys and other providers stop working for addresses of {domain}. Whoever leaves the
        company is then out of here, too.
      </p>
      <Button variant="default" size="md" onClick={() => setIsAsking(true)}>
        Require it
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={`Require the sign-on of ${domain}?`}
          keep="Not now"
          act="Require it"
          run={async () => answered(await changeCompany(providerId, { onlySso: true }))}
          onDone={() => toast(`Addresses of ${domain} sign in by it alone.`)}
          onClose={() => setIsAsking(false)}
        >
          <p>
            Everybody with an address of {domain} who is signed in otherwise is signed out now. When your
            identity provider is down, nobody of them comes in.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}

function Required({ company: { providerId, domain } }: { company: Company }) {
  const answered = useCompanyAnswered();
  const free = useMutation({
    mutationFn: () => changeCompany(providerId, { onlySso: false }),
    onSuccess: (now) => {
      answered(now);
      toast(`Addresses of ${domain} may sign in otherwise again.`);
    },
    onError: (thrown) => {
      const { title, advice } = sentencesFor(asProblem(thrown));
      toast(`${title}. ${advice}`, 'bad');
    },
  });
  return (
    <>
      <Notice tone="good" title="Only this sign-on">
        <p>Nobody with an address of {domain} comes in otherwise.</p>
      </Notice>
      <Button variant="default" size="md" loading={free.isPending} onClick={() => free.mutate()}>
        Allow other ways again
      </Button>
    </>
  );
}
