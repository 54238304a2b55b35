/**
 * Structured log lines on stderr, by pino. Stdout belongs to the terminal display.
 *
 * Sign-ons and tokens never reach it: callers log codes and labels, and what looks like a credential is redacted
 * all the same.
 */
import { destination, pino } from 'pino';
import type { LogPort } from '../ports.ts';

export function createPinoLog(): LogPort {
  const logger = pino(
    { base: null, redact: ['token', 'jws', 'mediaToken', '*.token', '*.mediaToken'] },
    destination({ fd: 2, sync: true }),
  );
  return {
    log: (level, code, fields) => logger[level]({ code, ...fields }),
  };
}
