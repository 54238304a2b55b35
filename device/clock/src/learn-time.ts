/**
 * Learns the time from the cloud and decides whether the clock is to be set to it.
 *
 * Two questions. The first leaves the certificates' dates alone and brings a rumour; the second asks again with
 * every certificate held to that very time. So a clock is only ever moved to a time at which the cloud's chain is
 * valid in full, and an expired certificate buys nobody more than the span of its own dates above the floor.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askCloud } from './ask-cloud.ts';
import { disbelieve } from './believable.ts';
import type { Doubt } from './doubt.ts';
import { type Refusal, refused } from './outcome.ts';

/** How far two answers may lie apart: one slow handshake, or the clocks of two servers behind one name. */
const steadySeconds = 60;

/** A clock this near is right enough for every certificate. */
const agreesSeconds = 60;

export type Learnt =
  | { outcome: 'learnt'; seconds: number }
  | { outcome: 'agrees'; seconds: number }
  | Refusal;

export async function learnTime(request: {
  cloud: Doubt;
  /** PEM file of the system's authorities; may be missing where the cloud brings its own. */
  roots: string;
  floorSeconds: number;
  openssl: string;
  /** The doubted clock, in Unix seconds. */
  nowSeconds: () => number;
  signal: AbortSignal;
}): Promise<Learnt> {
  const { cloud, floorSeconds, openssl, signal } = request;
  const pem = readTrust(request.roots, cloud.caFile);
  if (typeof pem !== 'string') return pem;
  const directory = mkdtempSync(join(tmpdir(), 'signet-clock-'));
  try {
    const trustFile = join(directory, 'trust.pem');
    writeFileSync(trustFile, pem);
    const ask = (validAtSeconds: number | null) =>
      askCloud({ cloud, trustFile, validAtSeconds, openssl, signal });

    const rumour = await ask(null);
    if (rumour.outcome === 'refused') return rumour;
    const disbelief = disbelieve(rumour.seconds, floorSeconds);
    if (disbelief !== null) return disbelief;

    const told = await ask(rumour.seconds);
    if (told.outcome === 'refused') return told;
    const apartSeconds = told.seconds - rumour.seconds;
    if (Math.abs(apartSeconds) > steadySeconds) {
      return refused('date-unsteady', `two answers lie ${apartSeconds} s apart`);
    }
    const { seconds } = told;
    const agrees = Math.abs(seconds - request.nowSeconds()) <= agreesSeconds;
    return { outcome: agrees ? 'agrees' : 'learnt', seconds };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** In one file, because OpenSSL looks through one for all authorities of the same name. */
function readTrust(roots: string, caFile: string | null): string | Refusal {
  let pem: string;
  try {
    pem = caFile === null ? '' : `${readFileSync(caFile, 'utf8')}\n`;
    if (pem === '' || existsSync(roots)) pem += readFileSync(roots, 'utf8');
  } catch (cause) {
    return refused('roots-unreadable', cause instanceof Error ? cause.message : String(cause));
  }
  return pem.includes('-----BEGIN ') ? pem : refused('roots-unreadable', 'no certificate in PEM form');
}
