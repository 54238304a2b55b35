/**
 * Reads a stream of a virtual machine line by line, until the machine is gone.
 *
 * Power is cut while bytes are on their way, so an error of the stream is its end and nothing else; who waits for a
 * line is told by whoever watches the machine.
 */

import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export function followLines(stream: Readable, onLine: (line: string) => void): void {
  // The interface repeats its stream's errors as its own.
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })
    .on('line', onLine)
    .on('error', () => undefined);
  stream.on('error', () => undefined);
}
