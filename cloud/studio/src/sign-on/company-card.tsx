/** One sign-on: how far it has come, what comes next, what newcomers become, and its end. */
import { Button, NativeSelect } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type Role, roles } from '../../../src/identity/rights.ts';
import { roleWords } from '../../../src/identity/role-words.ts';
import { asProblem } from '../api/cloud-problem.ts';
import { type Company, changeCompany, endCompany } from '../api/companies.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { ConfirmDialog } from '../shell/confirm-dialog.tsx';
import { CopyField } from '../shell/copy-field.tsx';
import { toast } from '../shell/toast.ts';
import { undoToast } from '../shell/undo-toast.tsx';
import { addressLines, protocolWords, renewalWords, stageOf } from './company-words.ts';
import { ConfirmDomain } from './confirm-domain.tsx';
import { RenewDialog } from './renew-dialog.tsx';
import { RequireSignOn } from './require-sign-on.tsx';
import { TrySignOn } from './try-sign-on.tsx';
import { useCompanyAnswered, useReadCompaniesAgain } from './use-companies.ts';

export function CompanyCard({ company }: { company: Company }) {
  const { providerId, domain, protocol, issuer, domainConfirmed } = company;
  const readAgain = useReadCompaniesAgain();
  const [isEnding, setIsEnding] = useState(false);
  const [isRenewing, setIsRenewing] = useState(false);
  const id = `sign-on-${providerId}`;
  const stage = stageOf(company);
  return (
    <section className="card sign-on-card" aria-labelledby={id}>
      <div className="sign-on-head">
        <h2 id={id}>{domain}</h2>
        <p className="dim">
          {protocolWords[protocol]}
          {protocol === 'oidc' && `, ${issuer}`}
        </p>
      </div>
      {stage === 'confirm' && <ConfirmDomain company={company} />}
      {stage === 'try' && <TrySignOn company={company} />}
      {(stage === 'require' || stage === 'required') && <RequireSignOn company={company} />}
      {domainConfirmed && <JoinRole company={company} />}
      <details className="sign-on-more">
        <summary>What your identity provider has to know</summary>
        <div className="copy-lines">
          {addressLines(company.give).map((line) => (
            <CopyField key={line.label} {...line} />
          ))}
        </div>
      </details>
      <div className="sign-on-acts">
        <Button
          variant="default"
          size="sm"
          aria-label={`${renewalWords[protocol].act} of ${domain}`}
          onClick={() => setIsRenewing(true)}
        >
          {renewalWords[protocol].act}
        </Button>
        <Button
          variant="default"
          size="sm"
          aria-label={`End the sign-on of ${domain}`}
          onClick={() => setIsEnding(true)}
        >
          End this sign-on
        </Button>
      </div>
      {isRenewing && <RenewDialog company={company} onClose={() => setIsRenewing(false)} />}
      {isEnding && (
        <ConfirmDialog
          title={`End the sign-on of ${domain}?`}
          keep="Keep it"
          act="End it"
          run={() => endCompany(providerId).finally(readAgain)}
          onDone={() => toast(`The sign-on of ${domain} has ended.`)}
          onClose={() => setIsEnding(false)}
        >
          <p>
            {domainConfirmed
              ? 'Nobody comes in by it any more, at once. Members stay members: they sign in with a password from then on, which they can choose by “Forgot your password?”.'
              : 'Nobody uses it yet. What you typed is forgotten.'}
          </p>
        </ConfirmDialog>
      )}
    </section>
  );
}

function JoinRole({ company }: { company: Company }) {
  const { providerId, domain, joinRole } = company;
  const answered = useCompanyAnswered();
  const change = useMutation({
    mutationFn: (role: Role) => changeCompany(providerId, { joinRole: role }),
    onSuccess: (now) => {
      answered(now);
      undoToast(`Newcomers of ${domain} become ${roleWords[now.joinRole].title}.`, async () =>
        answered(await changeCompany(providerId, { joinRole })),
      );
    },
    onError: (thrown) => {
      const { title, advice } = sentencesFor(asProblem(thrown));
      toast(`${title}. ${advice}`, 'bad');
    },
  });
  const now = change.isPending ? change.variables : joinRole;
  return (
    <NativeSelect
      className="join-role"
      label="Who comes in for the first time becomes"
      description={`${roleWords[now].title}: ${roleWords[now].does}`}
      inputWrapperOrder={['label', 'input', 'description']}
      size="md"
      value={now}
      data={roles.map((role) => ({ value: role, label: roleWords[role].title }))}
      onChange={(event) => {
        const role = roles.find((each) => each === event.currentTarget.value);
        if (role !== undefined) change.mutate(role);
      }}
    />
  );
}
