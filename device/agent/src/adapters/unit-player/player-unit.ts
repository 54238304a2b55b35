/**
 * The unit in which compositor and browser run, for an agent that may not start units.
 *
 * It asks by writing files, which the service manager watches (`PathModified=`), and sees by the unit's cgroup whether
 * it runs (`cgroup.events`: Documentation/admin-guide/cgroup-v2.rst). It decides nothing: asked twice, it writes twice.
 */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OperationalError } from '../../ports.ts';

export interface PlayerUnitOptions {
  /** Folder of the files `start`, `reveal` and `stop`; it is there already. */
  directory: string;
  /** Folder of the unit's cgroup, there while the unit runs; without it nothing is told. */
  cgroup?: string | undefined;
  /** The kernel tells of changes by `poll`, which Node has not; a look costs some microseconds. */
  lookEveryMs?: number;
}

export interface PlayerUnit {
  /** @throws OperationalError `player-unit-unwritable` */
  ask(what: 'start' | 'reveal' | 'stop'): Promise<void>;
  /** Tells whether it runs, the first time at once and then on each change. */
  watch(changed: (running: boolean) => void): void;
  /** Ends the watching; the unit stays as it is. */
  close(): void;
}

export function createPlayerUnit({ directory, cgroup, lookEveryMs = 1_000 }: PlayerUnitOptions): PlayerUnit {
  let asked = 0;
  let timer: NodeJS.Timeout | undefined;
  return {
    async ask(what) {
      asked += 1;
      const path = join(directory, what);
      try {
        // Differs each time, also from what an agent before this one wrote.
        await writeFile(path, `${process.pid} ${asked}\n`);
      } catch (cause) {
        throw new OperationalError('player-unit-unwritable', `The player cannot be asked to ${what}.`, {
          cause,
        });
      }
    },
    watch(changed) {
      if (cgroup === undefined) return;
      let last: boolean | null = null;
      const look = () => {
        const running = isPopulated(cgroup);
        if (running === last) return;
        last = running;
        changed(running);
      };
      look();
      timer = setInterval(look, lookEveryMs);
    },
    close: () => clearInterval(timer),
  };
}

function isPopulated(cgroup: string): boolean {
  try {
    return /^populated 1$/m.test(readFileSync(join(cgroup, 'cgroup.events'), 'latin1'));
  } catch {
    // A unit that is not there has no cgroup, and one that just ended answers ENODEV.
    return false;
  }
}
