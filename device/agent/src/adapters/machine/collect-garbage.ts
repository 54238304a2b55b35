/**
 * Asks V8 to collect its garbage now rather than when it next needs room.
 *
 * V8 grows its heap while it works and takes its time to shrink it; a device that shows one picture for hours has the
 * quiet moments in which a few milliseconds of this cost nobody anything.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** `gc` exists only in contexts made after the flag was set. */
export function createGarbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  return () => {
    if (typeof collect === 'function') collect({ type: 'major', flavor: 'last-resort' });
  };
}
