/**
 * Asks the cloud for the time over TLS, by the OpenSSL program.
 *
 * OpenSSL verifies chain, purpose and name as ever, and the dates either not at all or as of a given time; Node
 * offers no such choice, and a home-made check of chains would be the weakest part of this device. No shell runs,
 * and nothing that came from the network becomes an argument but the time itself, as a number.
 */
import { spawn } from 'node:child_process';
import { dateOfHead, type Told } from './date-of-head.ts';
import type { Doubt } from './doubt.ts';
import { type Refusal, refused } from './outcome.ts';

/** More than any head that a server sends; what is longer is no answer. */
const maxHeadBytes = 16_384;

/** Of what OpenSSL says of itself, for the reason; the rest is passed over. */
const maxComplaintBytes = 4_096;

export interface Question {
  cloud: Doubt;
  /** PEM file of all authorities to trust. */
  trustFile: string;
  /** Unix seconds as of which the certificates have to be valid; null leaves their dates alone. */
  validAtSeconds: number | null;
  openssl: string;
  signal: AbortSignal;
}

export function askCloud(question: Question): Promise<Told> {
  const { promise, resolve } = Promise.withResolvers<Told>();
  const child = spawn(question.openssl, argumentsOf(question), { stdio: 'pipe' });
  let head = '';
  let complaint = '';

  const settle = (told: Told) => {
    resolve(told);
    child.kill('SIGKILL');
  };
  const timedOut = () => settle(refused('timed-out', 'no answer in time'));
  question.signal.addEventListener('abort', timedOut);
  if (question.signal.aborted) timedOut();

  child.stdout.setEncoding('latin1').on('data', (text: string) => {
    head += text;
    const end = head.indexOf('\r\n\r\n');
    if (end !== -1 && end <= maxHeadBytes) settle(dateOfHead(head.slice(0, end)));
    else if (head.length > maxHeadBytes) settle(refused('head-too-long', `over ${maxHeadBytes} bytes`));
  });
  child.stderr.setEncoding('latin1').on('data', (text: string) => {
    complaint = (complaint + text).slice(0, maxComplaintBytes);
  });
  child.on('error', (cause) => settle(refused('openssl-failed', cause.message)));
  child.on('close', () => {
    question.signal.removeEventListener('abort', timedOut);
    settle(head === '' ? reasonOf(complaint) : refused('not-http', 'the answer broke off'));
  });

  // OpenSSL that is gone already has said why; that nobody takes the question any more is no news.
  child.stdin.on('error', () => undefined);
  child.stdin.write(
    `HEAD / HTTP/1.1\r\nHost: ${question.cloud.authority}\r\nUser-Agent: signet-clock\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n`,
  );
  return promise;
}

function argumentsOf({ cloud, trustFile, validAtSeconds }: Question): string[] {
  const { host, hostIsAddress, port } = cloud;
  return [
    's_client',
    '-quiet',
    '-connect',
    `${host.includes(':') ? `[${host}]` : host}:${port}`,
    ...(hostIsAddress
      ? ['-noservername', '-verify_ip', host]
      : ['-servername', host, '-verify_hostname', host]),
    '-verify_return_error',
    '-purpose',
    'sslserver',
    '-CAfile',
    trustFile,
    '-no-CApath',
    '-no-CAstore',
    ...(validAtSeconds === null ? ['-no_check_time'] : ['-attime', String(validAtSeconds)]),
  ];
}

/** Why there is no answer, by the numbers that OpenSSL prints (X509_V_ERR_*, errno), never by its sentences. */
function reasonOf(complaint: string): Refusal {
  const verification = /^verify error:num=(\d+)/m.exec(complaint)?.[1];
  const detail = complaint.trim().split('\n').slice(-3).join(' / ').slice(0, 400);
  switch (verification) {
    case undefined:
      return refused(/^connect:errno=/m.test(complaint) ? 'not-connected' : 'tls-failed', detail);
    case '62':
    case '64':
      return refused('name-mismatch', detail);
    case '9':
    case '10':
      return refused('certificate-dates', detail);
    default:
      return refused('chain-not-trusted', detail);
  }
}
