/**
 * Starts one of the two programs, follows its log, and ends it in good order or not.
 *
 * Each runs in a group of its own, so that Ctrl-C in the terminal reaches it through `stop` alone.
 */
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';

export interface Program {
  readonly name: string;
  readonly pid: number;
  /** Where its log lines go. */
  readonly log: string;
  /** Its exit code or signal, when it ends. */
  readonly ended: Promise<number | string>;
  /** Resolves with the first log line that matches; rejects when the program ends before. */
  untilLine(pattern: RegExp): Promise<string>;
  /** SIGTERM, and SIGKILL where that is not heard. */
  stop(): Promise<void>;
  /** SIGKILL, as a power cut would. */
  kill(): Promise<void>;
}

const stopTimeoutMs = 8_000;

export function startProgram(
  name: string,
  main: string,
  args: readonly string[],
  log: string,
  options: {
    stdout?: 'inherit' | 'follow';
    nodeArgs?: readonly string[];
    environment?: Readonly<Record<string, string>>;
  } = {},
): Program {
  mkdirSync(dirname(log), { recursive: true });
  const file = createWriteStream(log, { flags: 'a' });
  const child = spawn(process.execPath, [...(options.nodeArgs ?? []), main, ...args], {
    stdio: ['ignore', options.stdout === 'inherit' ? 'inherit' : 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, ...options.environment },
  });
  // In a group of its own it would outlive a parent that dies without stopping it.
  const killWithParent = () => child.kill('SIGKILL');
  process.once('exit', killWithParent);
  child.once('exit', () => process.off('exit', killWithParent));
  const ended = new Promise<number | string>((resolve) => {
    child.on('exit', (code, signal) => resolve(code ?? signal ?? 1));
  });
  const lines: string[] = [];
  const followers = new Set<(line: string) => void>();
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      file.write(`${line}\n`);
      lines.push(line);
      for (const follow of followers) follow(line);
    });
  }

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
    await ended;
    clearTimeout(timer);
  }

  return {
    name,
    pid: child.pid ?? 0,
    log,
    ended,
    untilLine(pattern) {
      const known = lines.find((line) => pattern.test(line));
      if (known !== undefined) return Promise.resolve(known);
      return new Promise((resolve, reject) => {
        followers.add((line) => pattern.test(line) && resolve(line));
        ended.then((code) => {
          const last = lines.slice(-10).join('\n');
          reject(new Error(`The ${name} ended (${code}) before it was ready:\n${last}`));
        });
      });
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}
