/** The domain is confirmed: colleagues can come in, and whoever wants to require it goes through it once. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { roleWords } from '../../../src/identity/role-words.ts';
import type { Company } from '../api/companies.ts';
import { leaveForCompany } from '../session/auth.ts';
import { authTrouble } from '../session/auth-sentences.ts';
import { useSession } from '../session/session.ts';
import { Notice } from '../shell/notice.tsx';
import { comesBackAsOneself } from './company-words.ts';

const here = '/settings/sign-on';

export function TrySignOn({ company }: { company: Company }) {
  const { providerId, domain, joinRole } = company;
  const { data: session } = useSession();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const email = session?.user.email ?? '';
  const isOneself = comesBackAsOneself(email, domain);

  async function leave() {
    setBusy(true);
    setTrouble('');
    const outcome = await leaveForCompany(providerId, { path: here, errorPath: here }, email);
    if (outcome.outcome === 'ok') return;
    setBusy(false);
    setTrouble(authTrouble(outcome).sentence);
  }

  return (
    <>
      <Notice tone="good" title={`${domain} is confirmed: the sign-on can be used`}>
        <p>
          Whoever signs in with an address of {domain} presses “Continue with your company”, and is in this
          account.
        </p>
      </Notice>
      <h3>Next: try it yourself</h3>
      {isOneself ? (
        <p>
          You leave this page, sign in at your company, and come back here. Then you can require it from
          everybody, if you want to.
        </p>
      ) : (
        <>
          <p>
            Your address here, {email}, is not of {domain}. You would come back as another person, who is{' '}
            {roleWords[joinRole].title} here, and would have to sign in as yourself afterwards.
          </p>
          <p>
            Only an Admin who came in by it can require it. Have a colleague with such an address come in
            once, make them Admin under Members, and let them go on from here.
          </p>
        </>
      )}
      <Button
        size="md"
        variant={isOneself ? 'filled' : 'default'}
        loading={busy}
        onClick={() => void leave()}
      >
        Try it now
      </Button>
      {trouble !== '' && (
        <Notice tone="bad" live="alert">
          <p>{trouble}</p>
        </Notice>
      )}
    </>
  );
}
