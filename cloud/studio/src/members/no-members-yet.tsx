/** Nobody but oneself: what others could do here, and how they get in. */
import { Button } from '@mantine/core';
import { roles } from '../../../src/identity/rights.ts';
import { roleWords } from '../../../src/identity/role-words.ts';

export function NoMembersYet({ onInvite }: { onInvite(): void }) {
  return (
    <section className="card no-members" aria-labelledby="no-members">
      <h2 id="no-members">You need not do this alone</h2>
      <p>
        Invite colleagues by mail, and choose what each may do. An installer at the ladder needs no more than
        to pair screens.
      </p>
      <dl className="roles">
        {roles.map((role) => (
          <div key={role}>
            <dt>{roleWords[role].title}</dt>
            <dd>{roleWords[role].does}</dd>
          </div>
        ))}
      </dl>
      <Button size="md" onClick={onInvite}>
        Invite a colleague
      </Button>
    </section>
  );
}
