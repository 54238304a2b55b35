/**
 * Structured log lines on stderr, by pino. Stdout belongs to the terminal display.
 *
 * Sign-ons and tokens never reach it: callers log codes and labels, and what looks like a credential is redacted
 * all the same. Into the journal each line goes with its level in front, as sd-daemon(3) wants it, so that
 * `journalctl -p warning` finds it.
 */
import { fstatSync } from 'node:fs';
import { destination, pino, symbols } from 'pino';
import type { LogPort } from '../ports.ts';

export interface PinoLogOptions {
  /** Put the level in front of each line. */
  journal: boolean;
  /** File descriptor to write to. */
  fd?: number;
}

export function createPinoLog({ journal, fd = 2 }: PinoLogOptions): LogPort {
  const lines = destination({ fd, sync: true });
  const logger = pino(
    { base: null, redact: ['token', 'jws', 'mediaToken', '*.token', '*.mediaToken'] },
    journal ? prefixing(lines) : lines,
  );
  return {
    log: (level, code, fields) => logger[level]({ code, ...fields }),
  };
}

/** sd-daemon(3), after syslog's severities: SD_ERR, SD_WARNING, SD_INFO. */
function journalLevel(pinoLevel: number): string {
  return pinoLevel >= 50 ? '<3>' : pinoLevel >= 40 ? '<4>' : '<6>';
}

/** pino sets `lastLevel` before each write on a stream that carries its symbol for that. */
function prefixing(lines: { write(text: string): unknown }) {
  return {
    [symbols.needsMetadataGsym]: true,
    lastLevel: 30,
    write(text: string) {
      lines.write(journalLevel(this.lastLevel) + text);
    },
  };
}

/**
 * Whether a file descriptor is the one that systemd connected to the journal: `JOURNAL_STREAM` has its device and inode
 * (systemd.exec(5)). The variable alone does not say so, since it is inherited by whatever redirects its own output.
 */
export function isJournal(journalStream: string | undefined, fd = 2): boolean {
  if (journalStream === undefined) return false;
  const { dev, ino } = fstatSync(fd, { bigint: true });
  return journalStream === `${dev}:${ino}`;
}
