/**
 * Every page of Settings, in the order in which they are listed. One more page is one more entry here, and nothing else:
 *
 *     { path: 'members', title: 'Members', about: '…', icon: IconUsers, of: 'account', right: 'member.see',
 *       load: async () => (await import('../members/members-page.tsx')).MembersPage },
 *
 * The address is `/settings/<path>`, and what follows it belongs to the page, which is loaded when it is first opened
 * and begins with a `PageHead`. An entry is shown to whoever has its right, at least to what is their own; the page is
 * kept from everybody else. A page that does not exist yet has no entry: a way that leads to nothing is worse than none.
 */
import {
  type Icon,
  IconBriefcase,
  IconBuildingSkyscraper,
  IconBuildings,
  IconGavel,
  IconHistory,
  IconKey,
  IconMail,
  IconShieldLock,
  IconUsers,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { May, Right } from '../session/rights.ts';

export interface SettingsEntry {
  path: string;
  title: string;
  /** One short line below the title, where there is room. */
  about: string;
  icon: Icon;
  /** Whether it is about the account that the session acts on, or about the person in all of them. */
  of: 'account' | 'person';
  /** The right to see it; everybody may without one. */
  right?: Right;
  load(): Promise<ComponentType>;
}

export const settingsEntries: readonly SettingsEntry[] = [
  {
    path: 'members',
    title: 'Members',
    about: 'Who belongs to the account, and what each may do',
    icon: IconUsers,
    of: 'account',
    right: 'member.see',
    load: async () => (await import('../members/members-page.tsx')).MembersPage,
  },
  {
    path: 'api-keys',
    title: 'API keys',
    about: 'What programs may do in this account',
    icon: IconKey,
    of: 'account',
    right: 'key.see',
    load: async () => (await import('../keys/keys-page.tsx')).KeysPage,
  },
  {
    path: 'sign-on',
    title: 'Sign-on',
    about: 'People of your company come in by its own sign-in',
    icon: IconBuildingSkyscraper,
    of: 'account',
    right: 'sign-on.manage',
    load: async () => (await import('../sign-on/sign-on-page.tsx')).SignOnPage,
  },
  {
    path: 'policies',
    title: 'Policies',
    about: 'Second factor, confirming, protection, how long screens may stay away',
    icon: IconGavel,
    of: 'account',
    right: 'account.change',
    load: async () => (await import('../account/policies-page.tsx')).PoliciesPage,
  },
  {
    path: 'audit',
    title: 'Audit log',
    about: 'Who did what, when, and from where',
    icon: IconHistory,
    of: 'account',
    right: 'audit.see',
    load: async () => (await import('../audit/audit-page.tsx')).AuditPage,
  },
  {
    path: 'mails',
    title: 'Mails',
    about: 'What was sent, and what did not arrive',
    icon: IconMail,
    of: 'account',
    load: async () => (await import('../mails/mails-page.tsx')).MailsPage,
  },
  {
    path: 'account',
    title: 'Account',
    about: 'Its name, how many devices it may have, its end',
    icon: IconBriefcase,
    of: 'account',
    right: 'account.change',
    load: async () => (await import('../account/account-page.tsx')).AccountPage,
  },
  {
    path: 'security',
    title: 'Security',
    about: 'Passkeys, second factor, where you are signed in',
    icon: IconShieldLock,
    of: 'person',
    load: async () => (await import('../security/security-page.tsx')).SecurityPage,
  },
  {
    path: 'accounts',
    title: 'Your accounts',
    about: 'Go to another, leave one, open one more',
    icon: IconBuildings,
    of: 'person',
    load: async () => (await import('../accounts/accounts-page.tsx')).AccountsPage,
  },
];

export function mayOpen({ right }: SettingsEntry, may: May): boolean {
  return right === undefined || may(right, { own: true });
}
