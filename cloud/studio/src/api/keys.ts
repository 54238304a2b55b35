/** The requests about an account's API keys. Answers are values and refusals are thrown, as in `cloud.ts`. */
import type { InferResponseType } from 'hono/client';
import type { Role } from '../../../src/identity/rights.ts';
import { accept, answerOf, v1 } from './cloud.ts';

const routes = v1['api-keys'];

export type ApiKey = InferResponseType<typeof routes.$get, 200>['keys'][number];

export interface NewKey {
  name: string;
  role: Role;
  /** Null: until it is revoked. */
  expiresInDays: number | null;
}

export async function listKeys(): Promise<ApiKey[]> {
  return (await answerOf<{ keys: ApiKey[] }>(await routes.$get())).keys;
}

/** The key itself, which is told this once. */
export async function makeKey(key: NewKey): Promise<string> {
  return (await answerOf<{ key: string }>(await routes.$post({ json: key }))).key;
}

export async function revokeKey(id: string): Promise<void> {
  await accept(await routes[':id'].$delete({ param: { id } }));
}
