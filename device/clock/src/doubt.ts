/**
 * Reads what the agent says of its doubt: which origin's certificate does not fit the clock.
 *
 * The agent runs as another user, so its file is input like any other: only an https origin and an absolute path
 * are taken from it, and what becomes an argument has passed through the URL parser.
 */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { z } from 'zod';
import { type Refusal, refused } from './outcome.ts';

/** Whom to ask, and whom to trust besides the system's authorities. */
export interface Doubt {
  outcome: 'doubt';
  /** A DNS name or an address, without brackets. */
  host: string;
  hostIsAddress: boolean;
  port: number;
  /** As in a URL and in the Host header: with brackets, and the port where it is not 443. */
  authority: string;
  caFile: string | null;
}

const doubtSchema = z.object({
  origin: z.url({ protocol: /^https$/ }).max(300),
  caFile: z.string().startsWith('/').max(4_096).nullable().default(null),
});

export function readDoubt(path: string): Doubt | Refusal {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    return refused('doubt-unreadable', cause instanceof Error ? cause.message : String(cause));
  }
  const parsed = doubtSchema.safeParse(json);
  if (!parsed.success) return refused('doubt-unreadable', z.prettifyError(parsed.error));
  const { hostname, host, port } = new URL(parsed.data.origin);
  const bare = hostname.replace(/^\[|\]$/g, '');
  return {
    outcome: 'doubt',
    host: bare,
    hostIsAddress: isIP(bare) !== 0,
    port: port === '' ? 443 : Number(port),
    authority: host,
    caFile: parsed.data.caFile,
  };
}
