/** What is said of members, and who of them can still change. Pure. */
import { roleWords } from '../../../src/identity/role-words.ts';
import type { Invitation, Member } from '../api/members.ts';

export const titleOf = (role: Member['role']): string => roleWords[role].title;

/** People without a name are called by their address. */
export const calledOf = ({ name, email }: Pick<Member, 'name' | 'email'>): string => name.trim() || email;

/** Members whose name, address or role has every word of the search. */
export function findMembers(members: readonly Member[], search: string): Member[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return members.filter(({ name, email, role }) => {
    const text = `${name} ${email} ${titleOf(role)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Whether the account would have no Admin without this one. */
export function isLastAdmin(members: readonly Member[], { userId, role }: Member): boolean {
  return role === 'admin' && !members.some((other) => other.role === 'admin' && other.userId !== userId);
}

/** "with a", where what follows has a role. */
export function asRole(role: Member['role']): string {
  return `${/^[AEIOU]/.test(titleOf(role)) ? 'an' : 'a'} ${titleOf(role)}`;
}

/** What became of the mail, where there is something to say. */
export function mailWords(mail: Invitation['mail']): string | null {
  if (mail === 'failed') return 'The mail could not be delivered. Compare the address.';
  return mail === 'waiting' ? 'The mail is on its way.' : null;
}
