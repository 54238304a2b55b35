/** Settings > Policies: the rules that an account has for its people and its screens. */
import '@mantine/core/styles/Switch.css';
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Policies } from '../api/account.ts';
import { asProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { factorPath } from '../session/return-path.ts';
import { PageHead } from '../settings/page-head.tsx';
import { settingsEntries } from '../settings/settings-entries.ts';
import { FailedCard } from '../shell/failed-card.tsx';
import './account.css';
import { LapsePolicy } from './lapse-policy.tsx';
import { policiesQuery } from './policy-queries.ts';
import { PolicySwitch } from './policy-switch.tsx';

export function PoliciesPage() {
  const { data: policies, error, refetch } = useQuery(policiesQuery);
  if (policies === undefined && error !== null) {
    return <FailedCard {...sentencesFor(asProblem(error))} onRetry={() => void refetch()} />;
  }
  return (
    <>
      <PageHead
        title="Policies"
        about="Rules for everybody in this account. Each takes effect at once, and is in the audit log."
      />
      <div className="account-cards">
        {policies === undefined ? (
          <Skeleton height={320} radius="lg" aria-hidden="true" />
        ) : (
          <Rules policies={policies} />
        )}
      </div>
    </>
  );
}

function Rules({ policies }: { policies: Policies }) {
  const { alwaysConfirm, mfaRequired, deletionLock, membersWithoutSecondFactor: without } = policies;
  return (
    <>
      <h2 className="account-group">Signing in</h2>
      <PolicySwitch
        name="mfaRequired"
        isOn={mfaRequired}
        title="Ask everybody for a second factor"
        done={{
          on: 'Everybody needs a second factor now.',
          off: 'A second factor is everybody’s own choice now.',
        }}
        help={
          <p>
            <Link to={factorPath('/settings/policies')}>Set up yours, and come back here</Link>
          </p>
        }
      >
        A passkey or the code of an app. {withoutWords(without)} Whoever comes by the account’s own sign-on
        answers to that instead.
      </PolicySwitch>
      <OnlySso domains={policies.onlySsoDomains} />

      <h2 className="account-group">Screens</h2>
      <PolicySwitch
        name="alwaysConfirm"
        isOn={alwaysConfirm}
        title="Always confirm before pairing"
        done={{ on: 'Every scan is confirmed now.', off: 'Signing in at a screen pairs it again.' }}
      >
        After scanning a code and signing in, people compare the code on the phone with the one on the screen
        and press a button. Without it, signing in at a screen pairs it by itself.
      </PolicySwitch>
      <PolicySwitch
        name="deletionLock"
        isOn={deletionLock}
        title="Protect devices from removal"
        done={{ on: 'No device can be removed now.', off: 'Devices can be removed again.' }}
      >
        Nobody removes a device or closes the account until this is off again. Undoing a pairing of the last
        minutes still works.
      </PolicySwitch>
      <LapsePolicy policies={policies} />
    </>
  );
}

function withoutWords(count: number): string {
  if (count === 0) return 'Everybody here has one already.';
  return count === 1
    ? 'One member has none yet, and sets one up at their next step.'
    : `${count} members have none yet, and set one up at their next step.`;
}

function OnlySso({ domains }: { domains: readonly string[] }) {
  const hasPage = settingsEntries.some(({ path }) => path === 'sign-on');
  return (
    <section className="card policy" aria-labelledby="only-sso">
      <h3 className="policy-title" id="only-sso">
        Only the company’s own sign-on
      </h3>
      <p className="dim">
        {domains.length === 0
          ? 'No domain requires it.'
          : `People of ${domains.join(', ')} come in by it and in no other way.`}{' '}
        It is set for each sign-on{hasPage ? ', at ' : '.'}
        {hasPage && <Link to="/settings/sign-on">Sign-on</Link>}
        {hasPage && '.'}
      </p>
    </section>
  );
}
