/**
 * What can come of an attempt to learn the time: every way in which it ends has a stable code.
 *
 * A refusal is an expected outcome and a value. Whoever reads the journal tells them apart by the code alone; the
 * detail is for people.
 */

export type RefusalCode =
  /** The agent's file is not there or does not say what it should. */
  | 'doubt-unreadable'
  /** NTP keeps this clock; two hands on one clock would fight. */
  | 'clock-synchronized'
  /** No certificate authority to trust: a file that was named cannot be read. */
  | 'roots-unreadable'
  /** OpenSSL or the program that sets the clock cannot be run, or failed. */
  | 'openssl-failed'
  | 'set-failed'
  /** Name look-up or TCP connection failed. */
  | 'not-connected'
  /** No TLS there, or none that both sides can speak. */
  | 'tls-failed'
  /** The certificate is for another name. */
  | 'name-mismatch'
  /** The chain does not lead to an authority that is trusted, or is not for a server. */
  | 'chain-not-trusted'
  /** The certificate is not valid at the very time that its server tells: it really has expired. */
  | 'certificate-dates'
  | 'timed-out'
  | 'not-http'
  | 'head-too-long'
  | 'date-missing'
  | 'date-unreadable'
  /** Earlier than this program was built. */
  | 'date-below-floor'
  | 'date-beyond-ceiling'
  /** Two answers, a moment apart, told times that are not. */
  | 'date-unsteady';

export interface Refusal {
  outcome: 'refused';
  code: RefusalCode;
  detail: string;
}

export function refused(code: RefusalCode, detail: string): Refusal {
  return { outcome: 'refused', code, detail };
}
