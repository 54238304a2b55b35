/**
 * Settings > Sign-on: how people of a company come in by the company's own identity provider.
 *
 * Everything is done here but for what is done at the identity provider and in DNS; each step says which that is.
 */
import { Button, Skeleton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link, Route, Routes, useSearchParams } from 'react-router';
import { asProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { wayBackSentence } from '../session/auth-sentences.ts';
import { PageHead } from '../settings/page-head.tsx';
import { FailedCard } from '../shell/failed-card.tsx';
import { Notice } from '../shell/notice.tsx';
import { CompanyCard } from './company-card.tsx';
import { NoSignOnYet } from './no-sign-on-yet.tsx';
import { SetUpPage } from './set-up-page.tsx';
import { useCompanies } from './use-companies.ts';
import './sign-on.css';

export function SignOnPage() {
  return (
    <Routes>
      <Route index element={<SignOns />} />
      <Route path="new" element={<SetUpPage />} />
    </Routes>
  );
}

function SignOns() {
  const companies = useCompanies();
  const [query] = useSearchParams();
  const error = query.get('error');
  const all = companies.data ?? [];
  return (
    <>
      <PageHead
        title="Sign-on"
        about="Colleagues come in by your company’s own sign-in, as they do everywhere else."
      >
        {all.length > 0 && (
          <Button
            component={Link}
            to="/settings/sign-on/new"
            size="md"
            leftSection={<IconPlus size={18} stroke={1.8} aria-hidden="true" />}
          >
            Set up another
          </Button>
        )}
      </PageHead>
      {error !== null && (
        <div className="sign-on-trouble">
          <Notice tone="bad" live="alert" title="You did not come back by the sign-on">
            <p>{wayBackSentence(error)}</p>
          </Notice>
        </div>
      )}
      {companies.isError && companies.data === undefined && (
        <FailedCard {...sentencesFor(asProblem(companies.error))} onRetry={() => void companies.refetch()} />
      )}
      {companies.isPending && <Skeleton height={220} radius="lg" />}
      {companies.data !== undefined && all.length === 0 && <NoSignOnYet />}
      <div className="sign-on-cards">
        {all.map((company) => (
          <CompanyCard key={company.providerId} company={company} />
        ))}
      </div>
    </>
  );
}
