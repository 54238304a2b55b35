/**
 * Every request that Studio makes of the REST API, typed by the cloud's own routes.
 *
 * The only module that knows addresses and status codes. Answers are values; every refusal and every failure
 * on the way is thrown as one `CloudProblem`. It keeps no state and retries nothing: that is for the callers.
 */
import { hc, type InferResponseType } from 'hono/client';
import type { App } from '../../../src/app.ts';
import { learnCloudTime } from './cloud-clock.ts';
import { CloudProblem, problemOf } from './cloud-problem.ts';

/** A person who waits in front of a screen gives up sooner than this; a slow phone network does not. */
const answerTimeoutMs = 20_000;
/** Ten thousand devices take the cloud some seconds, on a busy machine more. */
const bulkTimeoutMs = 120_000;

export const { v1 } = hc<App>(window.location.origin, { fetch: fetchInTime }).api;

export type Session = InferResponseType<typeof v1.session.$get, 200>;
export type PairingState = InferResponseType<(typeof v1.pairings)[':pairingId']['$get'], 200>;
export type Claimed = InferResponseType<typeof v1.pairings.claim.$post, 200>;
export type Device = Claimed['device'];
export type SignInMethods = InferResponseType<(typeof v1)['sign-in-methods']['$get'], 200>;
export type PastSignIn = InferResponseType<(typeof v1)['sign-ins']['$get'], 200>['signIns'][number];

/** What names a pairing session: the ID from a QR or the code that somebody typed. */
export type PairingName = { pairingId: string } | { code: string };

export interface DeviceLabels {
  name: string;
  location: string;
}

export interface DeviceEdit extends Partial<DeviceLabels> {
  addTags?: string[];
  removeTags?: string[];
}

/** Who is signed in, or null. */
export async function readSession(): Promise<Session | null> {
  const response = await v1.session.$get();
  if (response.status === 401) return null;
  return answerOf<Session>(response);
}

/** What a sign-in page may offer; with an address, also its company's sign-on. */
export async function readSignInMethods(email?: string): Promise<SignInMethods> {
  return answerOf(await v1['sign-in-methods'].$get({ query: email === undefined ? {} : { email } }));
}

export async function listSignIns(): Promise<PastSignIn[]> {
  return (await answerOf<{ signIns: PastSignIn[] }>(await v1['sign-ins'].$get())).signIns;
}

export async function readPairing(pairingId: string): Promise<PairingState> {
  return answerOf(await v1.pairings[':pairingId'].$get({ param: { pairingId } }));
}

/** Repeatable: the same person gets the same answer however often this is sent. */
export async function claimPairing(
  claim: PairingName & Partial<DeviceLabels> & { accountId?: string; confirmed?: boolean; replaces?: string },
): Promise<Claimed> {
  return answerOf(await v1.pairings.claim.$post({ json: claim }));
}

export async function undoPairing(deviceId: string): Promise<void> {
  await accept(await v1.pairings.undo.$post({ json: { deviceId } }));
}

export async function readDevice(id: string): Promise<Device> {
  return answerOf(await v1.devices[':id'].$get({ param: { id } }));
}

export async function changeDevice(id: string, change: DeviceEdit): Promise<Device> {
  return answerOf(await v1.devices[':id'].$patch({ param: { id }, json: change }));
}

export async function removeDevice(id: string): Promise<void> {
  await accept(await v1.devices[':id'].$delete({ param: { id } }));
}

async function fetchInTime(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(input, { ...init, signal: AbortSignal.timeout(timeoutOf(input)) });
  } catch (cause) {
    throw new CloudProblem('unreachable', '', { cause });
  }
  learnCloudTime(response.headers.get('Date'), Date.now());
  return response;
}

function timeoutOf(input: RequestInfo | URL): number {
  return String(input).endsWith('/devices/bulk') ? bulkTimeoutMs : answerTimeoutMs;
}

/** The part of hono's `ClientResponse` that is needed here; its type varies with every route. */
interface Answer {
  ok: boolean;
}

/** For answers without a body; throws the refusal. */
export async function accept(answer: Answer): Promise<Response> {
  const response = answer as Response;
  if (response.ok) return response;
  throw await problemOf(response);
}

/** The body of an answer; throws the refusal. */
export async function answerOf<Body>(answer: Answer & { json(): Promise<unknown> }): Promise<Body> {
  const response = await accept(answer);
  try {
    return (await response.json()) as Body;
  } catch (cause) {
    // The connection broke inside the body: nobody knows whether the cloud has done it.
    throw new CloudProblem('unreachable', '', { cause });
  }
}
