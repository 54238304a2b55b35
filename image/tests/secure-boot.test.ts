/** A device whose firmware knows the build's key alone runs what was built, and nothing that somebody changed. */
import t from 'tap';
import { editImage } from '../testing/edited-image.ts';
import { bootTimeoutMs, guestTime } from '../testing/guest-time.ts';
import { builtImage, machineForTest } from '../testing/machine-for-test.ts';
import { isAgentScreen } from '../testing/picture.ts';
import { enrolBuildKey, secureBootUnavailable } from '../testing/secure-boot-keys.ts';
import { startTestCloud } from '../testing/test-cloud.ts';
import type { VirtualMachine } from '../testing/virtual-machine.ts';

const skip = secureBootUnavailable() ?? false;

t.test('the image as it was built boots with Secure Boot on', { skip }, async (t) => {
  const cloud = await startTestCloud(t);
  const machine = await machineForTest(t, {
    ...{ firmware: 'secureboot', firmwareVariables: enrolBuildKey(t), probe: true },
    credentials: cloud.credentials,
  });
  await machine.powerOn();
  await machine.untilQr();
  const secureBoot = await machine.probe.run(({ fs }) => [
    // Four bytes of attributes, then the value (Documentation/filesystems/efivarfs.rst).
    ...fs
      .readFileSync('/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c')
      .subarray(4),
  ]);
  t.same(secureBoot, [1]);
});

t.test('a changed kernel image is refused', { skip }, async (t) => {
  const image = editImage(t, builtImage);
  const [kernel = ''] = image.listBootFolder('/EFI/Linux');
  const bytes = image.readBootFile(`/EFI/Linux/${kernel}`);
  const middle = bytes.length / 2;
  bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
  image.writeBootFile(`/EFI/Linux/${kernel}`, bytes);
  const machine = await machineForTest(t, {
    ...{ image: image.path, firmware: 'secureboot', firmwareVariables: enrolBuildKey(t), probe: true },
  });
  const refused = machine.serial.untilLine(/access denied|security violation/i, bootTimeoutMs);
  await machine.powerOn();
  t.comment(await refused);
  await t.rejects(machine.probe.ready(guestTime(3_000)), { message: /did not answer/ }, 'nothing of it runs');
});

t.test('a changed root is noticed before anything of it is seen', async (t) => {
  const image = editImage(t, builtImage);
  const [kernel = ''] = image.listBootFolder('/EFI/Linux');
  const version = /^signet_([^+]+)/.exec(kernel)?.[1];
  // One byte in every 32 KiB or so of its files.
  const where = { fromByte: 2 ** 20, toByte: 640 * 2 ** 20, count: 20_000 };
  image.damagePartition(`signet_${version}`, where);
  const machine = await machineForTest(t, { image: image.path });
  await machine.powerOn();
  const reset = machine.untilReset(bootTimeoutMs);
  t.notOk(await agentScreenBefore(machine, reset), 'it started again, and no screen of ours stood before');
});

/** Whether a screen of the agent stood on the panel before `end`. */
async function agentScreenBefore(machine: VirtualMachine, end: Promise<unknown>): Promise<boolean> {
  let ended = false;
  const seen = (async () => {
    while (!ended) if (isAgentScreen(await machine.screenshot())) return true;
    return false;
  })();
  await end.finally(() => {
    ended = true;
  });
  return seen;
}
