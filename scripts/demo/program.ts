/**
 * Starts one of the two programs and ends it in good order.
 *
 * A group of its own, so that Ctrl-C in the terminal reaches it through `stop` alone and in the right order.
 */
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';

export interface Program {
  readonly name: string;
  /** Where its log lines go. */
  readonly log: string;
  /** Its exit code or signal, when it ends. */
  readonly ended: Promise<number | string>;
  /** Resolves with the first log line that matches; rejects when the program ends before. */
  untilLine(pattern: RegExp): Promise<string>;
  stop(): Promise<void>;
}

const stopTimeoutMs = 5_000;

export function startProgram(
  name: string,
  main: string,
  args: readonly string[],
  log: string,
  stdout: 'inherit' | 'ignore' = 'ignore',
): Program {
  mkdirSync(dirname(log), { recursive: true });
  const file = createWriteStream(log);
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ['ignore', stdout === 'inherit' ? 'inherit' : 'pipe', 'pipe'],
    detached: true,
  });
  const ended = new Promise<number | string>((resolve) =>
    child.on('exit', (code, signal) => resolve(code ?? signal ?? 1)),
  );
  const lines: string[] = [];
  const waiting = new Set<(line: string) => void>();
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      file.write(`${line}\n`);
      lines.push(line);
      for (const seen of waiting) seen(line);
    });
  }
  return {
    name,
    log,
    ended,
    untilLine(pattern) {
      const known = lines.find((line) => pattern.test(line));
      if (known !== undefined) return Promise.resolve(known);
      return new Promise((resolve, reject) => {
        waiting.add((line) => pattern.test(line) && resolve(line));
        ended.then((code) =>
          reject(
            new Error(`The ${name} ended (${code}) before it was ready:\n${lines.slice(-10).join('\n')}`),
          ),
        );
      });
    },
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
      await ended;
      clearTimeout(timer);
    },
  };
}
