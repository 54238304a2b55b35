/**
 * Boots two disks in turns on the same virtual machine and clocks each from power-on to its goal.
 *
 * Every run has a disk as it was flashed, on an overlay of its own. Who goes first changes from round to round, so
 * that a host that grows slower or warmer favours neither. A run that does not arrive ends the race: a median
 * without it would be of the lucky ones.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { bootTimeoutMs, guestTime } from '../../image/testing/guest-time.ts';
import { createMachine, type MachineSetup } from '../../image/testing/virtual-machine.ts';
import type { Goal } from './panel-watch.ts';

export interface Racer {
  name: string;
  /** Raw disk image. */
  image: string;
  goal: Goal;
}

/** Seconds from power-on to the goal, a value for each round, in order. */
export interface BootTimes {
  first: number[];
  /** Of the same disk once more, after its power was cut; empty unless asked for. */
  again: number[];
}

export interface RaceOptions {
  rounds: number;
  /** Whether each boots a second time from the disk that its first boot left. */
  again: boolean;
  /** The machine, alike for all. */
  setup: Omit<MachineSetup, 'image' | 'probe'>;
  /** Takes pictures and serial log of a run that did not arrive. */
  evidence: string;
  tell: (line: string) => void;
}

/** Time for a booted system to bring what it has begun onto its disk. */
const settleMs = guestTime(3_000);

export async function raceBoots(
  racers: readonly Racer[],
  options: RaceOptions,
): Promise<ReadonlyMap<string, BootTimes>> {
  const times = new Map(racers.map(({ name }): [string, BootTimes] => [name, { first: [], again: [] }]));
  for (let round = 0; round < options.rounds; round += 1) {
    for (const racer of startingOrder(racers, round)) {
      const { first, again } = await bootOne(racer, options);
      times.get(racer.name)?.first.push(first);
      if (again !== null) times.get(racer.name)?.again.push(again);
      const second = again === null ? '' : `, again ${again.toFixed(2)} s`;
      options.tell(`  ${round + 1}/${options.rounds}  ${racer.name}: ${first.toFixed(2)} s${second}`);
    }
  }
  return times;
}

/** Every racer once, and another one first in each round. */
export function startingOrder<One>(racers: readonly One[], round: number): One[] {
  return racers.map((_, index) => racers[(index + round) % racers.length]).filter((one) => one !== undefined);
}

async function bootOne(racer: Racer, options: RaceOptions): Promise<{ first: number; again: number | null }> {
  const machine = await createMachine({ ...options.setup, image: racer.image });
  const boot = async () => {
    const startMs = performance.now();
    await machine.powerOn();
    const { atMs } = await racer.goal(machine, bootTimeoutMs);
    return (atMs - startMs) / 1_000;
  };
  try {
    const first = await boot();
    if (!options.again) return { first, again: null };
    await wait(settleMs);
    await machine.cutPower();
    return { first, again: await boot() };
  } catch (error) {
    await machine.keepEvidence(options.evidence);
    throw new Error(`${racer.name} did not arrive; pictures and serial log: ${options.evidence}`, {
      cause: error,
    });
  } finally {
    await machine.dispose();
  }
}
