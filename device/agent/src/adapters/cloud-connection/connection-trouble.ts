/**
 * What a failed connection means in words that a person can act upon.
 *
 * By stable codes alone (Node's and OpenSSL's `code`, RFC 6455 close codes), never by message texts.
 */
import { closeCodes } from '@signet/protocol';
import type { Trouble } from '../../screens/screen.ts';

export interface Ending {
  trouble: Trouble;
  detail: string;
}

const byCode: ReadonlyMap<string, Trouble> = new Map<string, Trouble>([
  ['ENOTFOUND', 'dns'],
  ['EAI_AGAIN', 'dns'],
  ['EAI_FAIL', 'dns'],
  ['ECONNREFUSED', 'refused'],
  ['ETIMEDOUT', 'timed-out'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['EADDRNOTAVAIL', 'unreachable'],
  ['ECONNRESET', 'connection-lost'],
  ['EPIPE', 'connection-lost'],
  ['EPROTO', 'tls'],
  // Said before any other fault of a certificate, so it may have others too; whoever sets the clock checks them all.
  ['CERT_HAS_EXPIRED', 'clock'],
  ['CERT_NOT_YET_VALID', 'clock'],
]);

/** Codes of Node's TLS and of OpenSSL's certificate checks. */
const tlsCode =
  /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/;

/**
 * Of a host's addresses each may fail in its own way. What got furthest tells most: a network without IPv6 is no news
 * where IPv4 was refused. From the most telling to the least; what is not in here comes first.
 */
const lessTelling: readonly Trouble[] = ['refused', 'timed-out', 'unreachable', 'connection-lost'];

export function troubleOfError(cause: unknown): Ending {
  const codes = codesOf(cause);
  const [known] = codes
    .flatMap((code): Ending[] => {
      const trouble = byCode.get(code) ?? (tlsCode.test(code) ? 'tls' : undefined);
      return trouble === undefined ? [] : [{ trouble, detail: code }];
    })
    .toSorted((one, other) => lessTelling.indexOf(one.trouble) - lessTelling.indexOf(other.trouble));
  if (known !== undefined) return known;
  const detail = codes[0] ?? (cause instanceof Error ? cause.message : 'unknown');
  // What answers, but not as a WebSocket server does, is something else than a cloud.
  return { trouble: /^(WS_ERR_|HPE_)/.test(detail) ? 'not-a-cloud' : 'connection-lost', detail };
}

export function troubleOfClose(code: number, reason: string): Ending {
  const detail = `${code} ${reason}`.trim();
  if (code === closeCodes.restarting) return { trouble: 'cloud-restarting', detail };
  if (code === closeCodes.signOnRefused) return { trouble: 'sign-on-refused', detail };
  return { trouble: 'connection-lost', detail };
}

/** The code of an error and, for a connection tried at several addresses, of each of them. */
function codesOf(cause: unknown): string[] {
  if (cause instanceof AggregateError) return cause.errors.flatMap(codesOf);
  return cause instanceof Error && 'code' in cause ? [String(cause.code)] : [];
}
