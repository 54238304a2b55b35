/**
 * How much room is left where the device keeps its data, looked at every minute.
 *
 * What an unprivileged process may use (`bavail`), since the last blocks are root's. It tells a number and judges
 * nothing; a look that fails tells nothing, for a disk that is broken is met by whoever writes to it.
 */
import { statfs } from 'node:fs/promises';
import type { FreeSpacePort } from '../../ports.ts';

const intervalMs = 60_000;

export function createFreeSpace(directory: string, lookEveryMs = intervalMs): FreeSpacePort {
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  return {
    watch(looked) {
      const look = async () => {
        const { bavail, bsize } = await statfs(directory);
        if (!closed) looked(bavail * bsize);
      };
      const lookAgain = () => void look().catch(() => undefined);
      lookAgain();
      timer = setInterval(lookAgain, lookEveryMs);
    },
    close() {
      closed = true;
      clearInterval(timer);
    },
  };
}
