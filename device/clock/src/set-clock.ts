/**
 * Sets the clock by the system's own program, because Node has no call for it.
 *
 * The one argument that stems from the network is a whole number of seconds.
 */
import { execFile } from 'node:child_process';
import { type Refusal, refused } from './outcome.ts';

export function setClock(command: string, seconds: number, signal: AbortSignal): Promise<Refusal | null> {
  return new Promise((resolve) => {
    execFile(command, ['--utc', `--set=@${Math.trunc(seconds)}`], { signal }, (failure) => {
      resolve(failure === null ? null : refused('set-failed', failure.message.trim()));
    });
  });
}
