/** Requests about the account itself: its name and numbers, its policies, its end, and acting on another one. */
import type { InferRequestType, InferResponseType } from 'hono/client';
import { accept, answerOf, v1 } from './cloud.ts';

export type Account = InferResponseType<typeof v1.account.$get, 200>;
export type Policies = InferResponseType<typeof v1.account.policies.$get, 200>;
export type PolicyChange = InferRequestType<typeof v1.account.policies.$patch>['json'];

export async function readAccount(): Promise<Account> {
  return answerOf(await v1.account.$get());
}

export async function renameAccount(name: string): Promise<Account> {
  return answerOf(await v1.account.$patch({ json: { name } }));
}

/** With `lapseDays`, `awayLonger` is what that limit would mean. */
export async function readPolicies(lapseDays?: number): Promise<Policies> {
  return answerOf(
    await v1.account.policies.$get({ query: lapseDays === undefined ? {} : { lapseDays: `${lapseDays}` } }),
  );
}

export async function changePolicies(change: PolicyChange): Promise<Policies> {
  return answerOf(await v1.account.policies.$patch({ json: change }));
}

/** `name`: the account's, as it was typed. */
export async function closeAccount(name: string): Promise<void> {
  await accept(await v1.account.close.$post({ json: { name } }));
}
