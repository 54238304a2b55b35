/**
 * Asks the image itself where its boot time goes: `systemd-analyze`, through the probe.
 *
 * In a run of its own, because the probe is a Node process in the middle of the boot: the shares tell, the total is
 * longer than that of an image that nobody looks into. It appears in the list as `signet-probe.service`.
 */
import { bootTimeoutMs, guestTime } from '../../image/testing/guest-time.ts';
import {
  createMachine,
  type MachineSetup,
  type VirtualMachine,
} from '../../image/testing/virtual-machine.ts';
import { until } from '../e2e/test-support/panel.ts';
import { qrOnPanel } from './panel-watch.ts';

const unitsShown = 12;

/** A text of several parts, each after its command. */
export async function whereBootGoes(setup: Omit<MachineSetup, 'probe'>): Promise<string> {
  const machine = await createMachine({ ...setup, probe: true });
  try {
    await machine.powerOn();
    await qrOnPanel(machine, bootTimeoutMs);
    // It has no times before the last job of the boot is done, and says so by its exit code.
    const time = await until(
      'the boot to be finished',
      async () => {
        const answer = await analyse(machine, 'time');
        return answer.code === 0 ? answer.stdout : null;
      },
      bootTimeoutMs,
      guestTime(1_000),
    );
    const blame = (await analyse(machine, 'blame')).stdout.split('\n').slice(0, unitsShown).join('\n');
    const chain = await analyse(machine, 'critical-chain', 'signet-agent.service');
    return [
      ['systemd-analyze time', time],
      [`systemd-analyze blame, the first ${unitsShown}`, blame],
      ['systemd-analyze critical-chain signet-agent.service', `${chain.stdout}${chain.stderr}`],
    ]
      .map(([command, text]) => `${command}\n\n${text?.trimEnd()}`)
      .join('\n\n');
  } finally {
    await machine.dispose();
  }
}

function analyse(machine: VirtualMachine, ...words: string[]) {
  return machine.probe.run(
    ({ run }, ...args: string[]) => run('systemd-analyze', '--no-pager', ...args),
    ...words,
  );
}
