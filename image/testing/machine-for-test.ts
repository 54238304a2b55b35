/**
 * A virtual machine that belongs to one test: gone when the test ends, its evidence kept when it fails.
 *
 * The image under test is `image/out/signet.raw`, as `make image` leaves it.
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { createMachine, type MachineSetup, type VirtualMachine } from './virtual-machine.ts';

const output = fileURLToPath(new URL('../out/', import.meta.url));

/** What is tested. */
export const builtImage = join(output, 'signet.raw');

/** Powered off, with a fresh copy of the built image as its disk unless `image` says otherwise. */
export async function machineForTest(t: Test, setup: Partial<MachineSetup> = {}): Promise<VirtualMachine> {
  const image = setup.image === undefined ? builtImage : setup.image;
  if (image !== null && !existsSync(image))
    throw new Error(`${image} is not there: run \`make image\` first.`);
  const evidence = join(output, 'test-failures', t.fullname.replaceAll(/[^\w.-]+/g, '-'));
  rmSync(evidence, { recursive: true, force: true });
  const machine = await createMachine({ ...setup, image });
  t.teardown(async () => {
    try {
      if (!t.passing()) {
        await machine.keepEvidence(evidence);
        t.comment(`pictures and serial log: ${evidence}`);
      }
    } finally {
      await machine.dispose();
    }
  });
  return machine;
}
