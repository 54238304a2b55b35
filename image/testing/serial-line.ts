/**
 * One serial port of a virtual machine, line by line: what was said, what is said next, and a way to type.
 *
 * It outlives the machine's power: lines of every boot stand in it, in order.
 */

import type { Readable, Writable } from 'node:stream';
import { followLines } from './follow-lines.ts';

export interface SerialLine {
  /** Everything said so far, over all boots. */
  text(): string;
  /** The next line from now on that matches; rejects after the time. */
  untilLine(pattern: RegExp, timeoutMs: number): Promise<string>;
  /** Calls back for every line from now on; returns what ends that. */
  follow(callback: (line: string) => void): () => void;
  /** Calls back for all bytes from now on, also those of a line that is not whole yet. */
  followBytes(callback: (bytes: Buffer) => void): void;
  write(text: string): void;
  /** Joins it to a machine that was powered on. */
  attach(output: Readable, input: Writable): void;
}

export function createSerialLine(): SerialLine {
  const lines: string[] = [];
  const followers = new Set<(line: string) => void>();
  const byteFollowers = new Set<(bytes: Buffer) => void>();
  let input: Writable | null = null;

  return {
    text: () => lines.join('\n'),
    follow,
    followBytes: (callback) => {
      byteFollowers.add(callback);
    },
    write: (text) => {
      input?.write(text);
    },
    untilLine: (pattern, timeoutMs) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          unfollow();
          reject(new Error(`No line on the serial port matched ${pattern} within ${timeoutMs} ms.`));
        }, timeoutMs);
        const unfollow = follow((line) => {
          if (!pattern.test(line)) return;
          clearTimeout(timer);
          unfollow();
          resolve(line);
        });
      }),
    attach(output, newInput) {
      input = newInput;
      // What is typed into a machine whose power was cut is lost, as it would be.
      newInput.on('error', () => undefined);
      output.on('data', (bytes) => {
        for (const callback of byteFollowers) callback(bytes);
      });
      followLines(output, (line) => {
        if (line === '') return;
        lines.push(line);
        for (const callback of [...followers]) callback(line);
      });
    },
  };

  function follow(callback: (line: string) => void): () => void {
    followers.add(callback);
    return () => followers.delete(callback);
  }
}
