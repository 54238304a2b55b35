/**
 * better-auth's organizations as accounts: its tables, and our table of rights as its access control.
 *
 * All its routes are off. They know neither the audit log nor the last Admin, so whatever changes an account is ours
 * and writes to its tables in the transaction of the audit line.
 */
import { createAccessControl } from 'better-auth/plugins/access';
import { organization } from 'better-auth/plugins/organization';
import { may, type Role, rights, roles } from './rights.ts';

export function accountsPlugin() {
  const control = createAccessControl(statementsOf(() => true));
  const roleOf = (role: Role) => control.newRole(statementsOf((right) => may({ kind: 'user', role }, right)));
  return organization({
    ac: control,
    roles: Object.fromEntries(roles.map((role) => [role, roleOf(role)])),
    creatorRole: 'admin' satisfies Role,
    disableOrganizationDeletion: true,
  });
}

/** Where a plugin of better-auth's would answer. */
export function pathsOf(plugin: { endpoints: object }): string[] {
  return Object.values(plugin.endpoints)
    .map((endpoint: { path?: string }) => endpoint.path)
    .filter((path) => path !== undefined);
}

/** `device.pair` and `device.see` as `{ device: ['pair', 'see'] }`. */
function statementsOf(isGiven: (right: (typeof rights)[number]) => boolean): Record<string, string[]> {
  const statements: Record<string, string[]> = {};
  for (const right of rights.filter(isGiven)) {
    const [subject = '', deed = ''] = right.split('.');
    statements[subject] = [...(statements[subject] ?? []), deed];
  }
  return statements;
}
