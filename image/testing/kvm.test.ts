/** Real QEMU, with a processor that surely carries a firmware (the emulated one), that stops, or that is not there. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { carriesFirmware, kvmCarriesFirmware } from './kvm.ts';

const emulated = ['-accel', 'tcg'];
const skip = existsSync('/usr/share/OVMF/OVMF_CODE_4M.fd')
  ? false
  : 'QEMU and its firmware are not installed';

t.test('a processor that runs on carries a firmware', { skip }, async (t) => {
  t.equal(carriesFirmware(emulated), true);
});

t.test('one that stops does not', { skip }, async (t) => {
  t.equal(carriesFirmware(emulated, ['stop']), false);
});

t.test('one that QEMU does not know does not', { skip }, async (t) => {
  t.equal(carriesFirmware(['-accel', 'none-such']), false);
});

t.test('without the device there is no KVM', async (t) => {
  t.equal(kvmCarriesFirmware(join(t.testdir(), 'kvm')), false);
});
