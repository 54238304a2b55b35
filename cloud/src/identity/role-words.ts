/** What a role is called and what it is for, in mails and in Studio. Pure. */
import type { Role } from './rights.ts';

export const roleWords: Readonly<Record<Role, { title: string; does: string }>> = {
  admin: { title: 'Admin', does: 'runs the account: members, policies, sign-on, and everything below' },
  operator: {
    title: 'Operator',
    does: 'runs the screens: what they play, their names, adding and removing them',
  },
  installer: { title: 'Installer', does: 'pairs screens and names those, and sees the others' },
  viewer: { title: 'Viewer', does: 'sees the screens and changes nothing' },
};
