/**
 * Takes a new client secret, or metadata with a new certificate, in the place of one that runs out.
 *
 * What was kept before is never shown, so there is nothing to compare with: what is pasted is tried by the next
 * sign-in, and nobody who is signed in notices anything.
 */
import { Button, Modal, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { asProblem } from '../api/cloud-problem.ts';
import { type Company, type CompanyRenewal, renewCompany } from '../api/companies.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { focusMarked } from '../shell/focus-marked.ts';
import { Notice } from '../shell/notice.tsx';
import { useReturnFocus } from '../shell/return-focus.ts';
import { toast } from '../shell/toast.ts';
import { renewalWords } from './company-words.ts';
import { MetadataField, SecretField } from './protocol-fields.tsx';
import { useCompanyAnswered } from './use-companies.ts';

export function RenewDialog({ company, onClose }: { company: Company; onClose(): void }) {
  useReturnFocus();
  const { providerId, domain, protocol } = company;
  const words = renewalWords[protocol];
  const element = useRef<HTMLFormElement>(null);
  const [typed, setTyped] = useState('');
  const [objection, setObjection] = useState<string | null>(null);
  const answered = useCompanyAnswered();
  const focusObjection = () => setTimeout(() => focusMarked(element.current));
  const renewing = useMutation({
    mutationFn: (renewal: CompanyRenewal) => renewCompany(providerId, renewal),
    onSuccess: (now) => {
      answered(now);
      onClose();
      toast(`${words.done} of ${domain} is renewed. Sign in once to see that it works.`);
    },
    onError: (thrown) => {
      const problem = asProblem(thrown);
      if (problem.field === undefined) return;
      setObjection(problem.detail);
      focusObjection();
    },
  });
  const problem = renewing.isError ? asProblem(renewing.error) : null;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (renewing.isPending) return;
    const text = typed.trim();
    if (text === '') {
      setObjection(words.missing);
      focusObjection();
      return;
    }
    renewing.mutate(protocol === 'oidc' ? { clientSecret: text } : { metadata: text });
  }

  function type(text: string) {
    setTyped(text);
    setObjection(null);
  }

  return (
    <Modal opened onClose={onClose} title={`${words.act} of ${domain}`}>
      <form ref={element} noValidate onSubmit={submit}>
        <Stack gap="md">
          <p>{words.about}</p>
          {protocol === 'oidc' ? (
            <SecretField
              value={typed}
              error={objection}
              onChange={(event) => type(event.currentTarget.value)}
              data-autofocus
            />
          ) : (
            <MetadataField value={typed} error={objection} onChange={type} />
          )}
          {problem !== null && problem.field === undefined && (
            <Notice tone="bad" live="alert" title={sentencesFor(problem).title}>
              <p>{sentencesFor(problem).advice}</p>
            </Notice>
          )}
        </Stack>
        <div className="dialog-actions">
          <Button variant="default" size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" size="md" loading={renewing.isPending}>
            Renew
          </Button>
        </div>
      </form>
    </Modal>
  );
}
