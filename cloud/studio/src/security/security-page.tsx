/**
 * Settings > Security: how a person signs in, where they are signed in, and who tried.
 */
import { PageHead } from '../settings/page-head.tsx';
import { FactorWanted } from './factor-wanted.tsx';
import { LinksCard } from './links-card.tsx';
import { PasskeysCard } from './passkeys-card.tsx';
import { PasswordCard } from './password-card.tsx';
import { SecondFactorCard } from './second-factor-card.tsx';
import { SessionsCard } from './sessions-card.tsx';
import { SignInsCard } from './sign-ins-card.tsx';
import './security.css';

export function SecurityPage() {
  return (
    <>
      <PageHead title="Security" />
      <div className="security-cards">
        <FactorWanted />
        <PasswordCard />
        <PasskeysCard />
        <LinksCard />
        <SecondFactorCard />
        <SessionsCard />
        <SignInsCard />
      </div>
    </>
  );
}
