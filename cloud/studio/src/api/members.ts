/**
 * The requests about an account's members and invitations, and about invitations that one got oneself.
 *
 * Answers are values and refusals are thrown, as in `cloud.ts`.
 */
import type { InferResponseType } from 'hono/client';
import type { Role } from '../../../src/identity/rights.ts';
import { accept, answerOf, v1 } from './cloud.ts';

export type Member = InferResponseType<typeof v1.members.$get, 200>['members'][number];
export type Invitation = InferResponseType<typeof v1.invitations.$get, 200>['invitations'][number];
export type ReceivedInvitation = InferResponseType<(typeof v1.invitations)[':id']['$get'], 200>;

export async function listMembers(): Promise<Member[]> {
  return (await answerOf<{ members: Member[] }>(await v1.members.$get())).members;
}

export async function changeRole(userId: string, role: Role): Promise<void> {
  await accept(await v1.members[':userId'].$patch({ param: { userId }, json: { role } }));
}

export async function removeMember(userId: string): Promise<void> {
  await accept(await v1.members[':userId'].$delete({ param: { userId } }));
}

/** The account that the session acts on. */
export async function leaveAccount(): Promise<void> {
  await accept(await v1.account.leave.$post());
}

export async function listInvitations(): Promise<Invitation[]> {
  return (await answerOf<{ invitations: Invitation[] }>(await v1.invitations.$get())).invitations;
}

export async function invite(email: string, role: Role): Promise<void> {
  await accept(await v1.invitations.$post({ json: { email, role } }));
}

export async function resendInvitation(id: string): Promise<void> {
  await accept(await v1.invitations[':id'].resend.$post({ param: { id } }));
}

export async function revokeInvitation(id: string): Promise<void> {
  await accept(await v1.invitations[':id'].$delete({ param: { id } }));
}

export async function readInvitation(id: string): Promise<ReceivedInvitation> {
  return answerOf(await v1.invitations[':id'].$get({ param: { id } }));
}

/** Repeatable; the session acts on the account afterwards. */
export async function acceptInvitation(id: string): Promise<void> {
  await accept(await v1.invitations[':id'].accept.$post({ param: { id } }));
}
