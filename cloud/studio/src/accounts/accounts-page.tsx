/** Settings > Your accounts: all that one belongs to, going to another, leaving, and opening one more. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { LeaveDialog } from '../members/leave-dialog.tsx';
import { asRole } from '../members/member-words.ts';
import { useSession } from '../session/session.ts';
import { PageHead } from '../settings/page-head.tsx';
import { Avatar } from '../shell/avatar.tsx';
import { useSwitchAccount } from '../shell/use-switch-account.ts';
import { OpenAccountForm } from './open-account-form.tsx';
import './accounts.css';

export function AccountsPage() {
  const { data: session } = useSession();
  const switchTo = useSwitchAccount();
  const [busy, setBusy] = useState('');
  const [isLeaving, setIsLeaving] = useState(false);
  if (!session) return null;
  const { account, accounts } = session;

  async function go(id: string) {
    setBusy(id);
    await switchTo(id);
    setBusy('');
  }

  return (
    <>
      <PageHead title="Your accounts" about="Each has its own screens and people; you see one at a time." />
      <div className="account-cards">
        <section className="card accounts" aria-label="Your accounts">
          <ul>
            {accounts.map(({ id, name, role }) => (
              <li key={id}>
                <Avatar name={name} />
                <div>
                  <strong>{name}</strong>
                  <span className="dim">
                    You are {asRole(role)}
                    {id === account.id && ', and here now'}
                  </span>
                </div>
                {id === account.id ? (
                  <Button
                    variant="default"
                    size="sm"
                    aria-label={`Leave ${name}`}
                    onClick={() => setIsLeaving(true)}
                  >
                    Leave
                  </Button>
                ) : (
                  <Button
                    variant="default"
                    size="sm"
                    loading={busy === id}
                    aria-label={`Go to ${name}`}
                    onClick={() => void go(id)}
                  >
                    Go there
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </section>
        <OpenAccountForm />
      </div>
      {isLeaving && (
        <LeaveDialog accountName={account.name} isLastAdmin={false} onClose={() => setIsLeaving(false)} />
      )}
    </>
  );
}
