/**
 * Settings > Members: who belongs to the account and in which role, and who is invited.
 *
 * A role is changed at once and can be changed back; what cannot be undone asks first, also taking one's own rights.
 */
import { Button, Skeleton, TextInput } from '@mantine/core';
import { IconSearch, IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { asProblem } from '../api/cloud-problem.ts';
import { changeRole, type Member, removeMember } from '../api/members.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { useMay } from '../session/rights.ts';
import { useRefreshSession, useSession } from '../session/session.ts';
import { PageHead } from '../settings/page-head.tsx';
import { ConfirmDialog } from '../shell/confirm-dialog.tsx';
import { FailedCard } from '../shell/failed-card.tsx';
import { toast } from '../shell/toast.ts';
import { undoToast } from '../shell/undo-toast.tsx';
import { InvitationsCard } from './invitations-card.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { LeaveDialog } from './leave-dialog.tsx';
import { MemberLine } from './member-line.tsx';
import { asRole, calledOf, findMembers, isLastAdmin } from './member-words.ts';
import { NoMembersYet } from './no-members-yet.tsx';
import { useMembers, useReadMembersAgain } from './use-members.ts';
import './members.css';

type Asking =
  | { about: 'invite' }
  | { about: 'remove' | 'leave'; member: Member }
  | { about: 'step-down'; member: Member; role: Member['role'] };

export function MembersPage() {
  const members = useMembers();
  const { data: session } = useSession();
  const may = useMay();
  const readAgain = useReadMembersAgain();
  const refreshSession = useRefreshSession();
  const [search, setSearch] = useState('');
  const [asking, setAsking] = useState<Asking | null>(null);
  const all = members.data ?? [];
  const found = findMembers(all, search);
  const you = session?.user.id;
  const accountName = session?.account.name ?? 'the account';
  const mayManage = may('member.manage');

  async function give(member: Member, role: Member['role']): Promise<void> {
    try {
      await changeRole(member.userId, role);
      undoToast(`${calledOf(member)} is ${asRole(role)} now.`, async () => {
        await changeRole(member.userId, member.role);
        await readAgain();
      });
    } catch (thrown) {
      const { title, advice } = sentencesFor(asProblem(thrown));
      toast(`${title}. ${advice}`, 'bad');
    }
    await readAgain();
  }

  const close = () => setAsking(null);
  return (
    <>
      <PageHead title="Members" about={`Who belongs to ${accountName}, and what each of them may do.`}>
        {mayManage && (
          <Button
            size="md"
            leftSection={<IconUserPlus size={18} stroke={1.8} aria-hidden="true" />}
            onClick={() => setAsking({ about: 'invite' })}
          >
            Invite
          </Button>
        )}
      </PageHead>
      {members.isError && members.data === undefined && (
        <FailedCard {...sentencesFor(asProblem(members.error))} onRetry={() => void members.refetch()} />
      )}
      {members.isPending && <Skeleton height={180} radius="lg" />}
      {members.data !== undefined && (
        <div className="member-cards">
          <InvitationsCard />
          <section className="card people" aria-label="Members">
            {all.length > 1 && (
              <TextInput
                type="search"
                aria-label="Search members"
                placeholder="Search by name, address or role"
                size="md"
                leftSection={<IconSearch size={18} stroke={1.8} aria-hidden="true" />}
                value={search}
                onChange={(event) => setSearch(event.currentTarget.value)}
              />
            )}
            <p className="visually-hidden" role="status">
              {search.trim() === '' ? '' : `${found.length} of ${all.length} members found`}
            </p>
            <ul>
              {found.map((member) => (
                <MemberLine
                  key={member.userId}
                  member={member}
                  isYou={member.userId === you}
                  isLastAdmin={isLastAdmin(all, member)}
                  mayManage={mayManage}
                  onRole={(role) =>
                    member.userId === you
                      ? setAsking({ about: 'step-down', member, role })
                      : void give(member, role)
                  }
                  onRemove={() => setAsking({ about: 'remove', member })}
                  onLeave={() => setAsking({ about: 'leave', member })}
                />
              ))}
            </ul>
            {found.length === 0 && <p className="dim">Nobody here is called “{search.trim()}”.</p>}
          </section>
          {all.length === 1 && mayManage && <NoMembersYet onInvite={() => setAsking({ about: 'invite' })} />}
        </div>
      )}
      {asking?.about === 'invite' && <InviteDialog onClose={close} />}
      {asking?.about === 'leave' && (
        <LeaveDialog
          accountName={accountName}
          isLastAdmin={isLastAdmin(all, asking.member)}
          onClose={close}
        />
      )}
      {asking?.about === 'step-down' && (
        <ConfirmDialog
          title={`Be ${asRole(asking.role)} from now on?`}
          keep="Stay Admin"
          act="Step down"
          run={() => changeRole(asking.member.userId, asking.role)}
          onClose={close}
          onDone={() => void refreshSession().then(readAgain)}
        >
          <p>You will no longer manage members, and only another Admin can give you that back.</p>
        </ConfirmDialog>
      )}
      {asking?.about === 'remove' && (
        <ConfirmDialog
          title={`Remove ${calledOf(asking.member)}?`}
          keep="Keep them"
          act="Remove"
          run={() => removeMember(asking.member.userId).finally(readAgain)}
          onClose={close}
          onDone={() => toast(`${calledOf(asking.member)} is removed.`)}
        >
          <p>
            They are out at once, on all their devices. Their API keys and the invitations that they sent end
            with their place. To come back, they have to be invited again.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}
