/** The requests about provisioning tokens. Answers are values and refusals are thrown, as in `cloud.ts`. */
import type { InferRequestType, InferResponseType } from 'hono/client';
import { accept, answerOf, v1 } from './cloud.ts';

const routes = v1['provisioning-tokens'];
const one = routes[':id'];

export type ProvisioningToken = InferResponseType<typeof routes.$get, 200>['tokens'][number];
export type NewToken = InferRequestType<typeof routes.$post>['json'];
export type TokenUses = InferResponseType<typeof one.uses.$get, 200>;
export type TokenRefusals = InferResponseType<typeof one.refusals.$get, 200>;

export async function listTokens(): Promise<ProvisioningToken[]> {
  return (await answerOf<{ tokens: ProvisioningToken[] }>(await routes.$get())).tokens;
}

export async function readToken(id: string): Promise<ProvisioningToken> {
  return answerOf(await one.$get({ param: { id } }));
}

/** Its text, which is told this once. */
export async function makeToken(token: NewToken): Promise<string> {
  return (await answerOf<{ token: string }>(await routes.$post({ json: token }))).token;
}

export async function pauseToken(id: string, paused: boolean): Promise<void> {
  await answerOf(await one.$patch({ param: { id }, json: { paused } }));
}

export async function revokeToken(id: string): Promise<void> {
  await accept(await one.$delete({ param: { id } }));
}

export async function listUses(id: string, cursor: string | null): Promise<TokenUses> {
  return answerOf(await one.uses.$get({ param: { id }, query: cursor === null ? {} : { cursor } }));
}

export async function listRefusals(id: string, cursor: string | null): Promise<TokenRefusals> {
  return answerOf(await one.refusals.$get({ param: { id }, query: cursor === null ? {} : { cursor } }));
}
