/**
 * Whether the agent before this one, in the same boot, was stopped in good order.
 *
 * A file stands while the agent runs and names the boot; who finds one of its own boot follows one that was killed or
 * crashed. A power cut leaves one of an earlier boot, which says nothing. It is only ever a hint: a disk that cannot
 * be written must not keep the agent from starting.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

export interface RunMarker {
  readonly wasKilled: boolean;
  /** The agent ends in good order. */
  remove(): void;
}

export function setRunMarker(path: string, bootId: string): RunMarker {
  const wasKilled = attempt(() => readFileSync(path, 'utf8').trim() === bootId) ?? false;
  attempt(() => writeFileSync(path, `${bootId}\n`));
  return { wasKilled, remove: () => void attempt(() => rmSync(path, { force: true })) };
}

function attempt<Result>(run: () => Result): Result | null {
  try {
    return run();
  } catch {
    return null;
  }
}
