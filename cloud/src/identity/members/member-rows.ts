/** Members and invitations in better-auth's tables, which nothing else here reads or writes in another way. */
import type { Kysely } from 'kysely';
import type { Schema } from '../../database/schema.ts';

/** Times are ISO 8601 text; a boolean is 0 or 1 in SQLite. */
export type MemberTables = {
  user: { id: string; name: string; email: string; emailVerified: number | boolean };
  organization: { id: string; name: string };
  member: { id: string; organizationId: string; userId: string; role: string; createdAt: string };
  invitation: {
    id: string;
    organizationId: string;
    email: string;
    role: string | null;
    status: string;
    expiresAt: string;
    createdAt: string;
    inviterId: string;
  };
  session: { id: string; userId: string; activeOrganizationId: string | null };
  apikey: { id: string };
};

export function memberTables(db: Kysely<Schema>): Kysely<MemberTables> {
  return db.withoutPlugins().withTables<MemberTables>() as unknown as Kysely<MemberTables>;
}
