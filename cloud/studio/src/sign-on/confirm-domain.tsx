/** The TXT record that shows a domain to be the account's, and looking whether it is there yet. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { asProblem, type CloudProblem } from '../api/cloud-problem.ts';
import { type Company, confirmDomain } from '../api/companies.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { CopyField } from '../shell/copy-field.tsx';
import { Notice } from '../shell/notice.tsx';
import { toast } from '../shell/toast.ts';
import { hostLabel } from './company-words.ts';
import { useCompanyAnswered } from './use-companies.ts';

export function ConfirmDomain({ company }: { company: Company }) {
  const { providerId, domain, dnsRecord } = company;
  const answered = useCompanyAnswered();
  const look = useMutation({
    mutationFn: () => confirmDomain(providerId),
    onSuccess: (now) => {
      answered(now);
      toast(`${domain} is confirmed.`);
    },
  });
  return (
    <>
      <Notice tone="info" title="Next: show that the domain is yours">
        <p>
          Until then nobody can use this sign-on, so that nobody sets one up for other people’s addresses.
        </p>
      </Notice>
      {dnsRecord === null ? (
        <p>Only an Admin who is signed in sees the record.</p>
      ) : (
        <>
          <p>
            Where the DNS of <strong>{domain}</strong> is kept (often where the domain was bought), add a
            record of type <strong>TXT</strong>:
          </p>
          <div className="copy-lines">
            <CopyField label="Name" value={dnsRecord.name} />
            <CopyField label="Value" value={dnsRecord.value} />
          </div>
          <p className="dim">
            Some DNS hosts add “.{domain}” to the name by themselves. There, the name is only{' '}
            <code>{hostLabel(dnsRecord.name, domain)}</code>.
          </p>
        </>
      )}
      <Button size="md" loading={look.isPending} onClick={() => look.mutate()}>
        Check now
      </Button>
      {look.isError && <NotYet problem={asProblem(look.error)} domain={domain} />}
    </>
  );
}

function NotYet({ problem, domain }: { problem: CloudProblem; domain: string }) {
  if (problem.code !== 'domain-not-confirmed') {
    const { title, advice } = sentencesFor(problem);
    return (
      <Notice tone="bad" live="alert" title={title}>
        <p>{advice}</p>
      </Notice>
    );
  }
  return (
    <Notice tone="warn" live="status" title={`The record is not to be seen at ${domain} yet`}>
      <p>
        A new record can take an hour until it is seen everywhere. You can leave this page and come back: the
        record stays the same.
      </p>
      <p>
        It has been longer? Compare name and value letter by letter, and look whether the domain stands in the
        name twice.
      </p>
    </Notice>
  );
}
