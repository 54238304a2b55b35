import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { credentialArguments, credentialString } from './credentials.ts';
import { type MachineOptions, qemuArguments } from './machine-options.ts';

const files = {
  firmwareCode: '/fw/code',
  firmwareVariables: '/fw/vars',
  disk: '/d/disk',
  qmpSocket: '/d/qmp',
  probeSocket: '/d/probe',
  serialLog: '/d/log',
};
const said = (options: MachineOptions, hasKvm = false) => qemuArguments(options, files, hasKvm).join(' ');

for (const [what, options, expected] of [
  ['the disk is virtio by default', {}, /-device virtio-blk-pci,drive=disk/],
  ['or NVMe', { disk: 'nvme' }, /-device nvme,drive=disk/],
  ['or SATA', { disk: 'ahci' }, /-device ide-hd,drive=disk/],
  ['or a USB stick', { disk: 'usb' }, /-device qemu-xhci,id=disk-xhci -device usb-storage/],
  [
    'the panel tells its mode',
    { panel: { widthPx: 1080, heightPx: 1920 } },
    /virtio-vga,edid=on,xres=1080,yres=1920/,
  ],
  ['a plain card', { display: 'std' }, /-device VGA,/],
  [
    'a tap device in place of the user network',
    { network: { tap: 'tap7' } },
    /tap,id=net,ifname=tap7,script=no/,
  ],
  [
    'DMI, with commas written twice',
    { hardware: { manufacturer: 'A, B', product: 'C', serial: '1' } },
    /type=1,manufacturer=A,, B,product=C,serial=1/,
  ],
  ['a wrong clock', { clock: '1970-01-01T00:00:00' }, /-rtc base=1970-01-01T00:00:00/],
  [
    'firmware that checks signatures has a place that only it can write',
    { firmware: 'secureboot' },
    /smm=on.*property=secure/,
  ],
  ['a picture over VNC stays on loopback', { view: 'vnc' }, /-vnc 127\.0\.0\.1:/],
  ["a development image's shell on standard input", { shell: true }, /-serial null -serial chardev:serial/],
  ['whatever else', { extraArguments: ['-S'] }, /-S$/],
] as const) {
  t.test(what, async (t) => {
    t.match(said(options), expected);
  });
}

t.test('what is not wanted is not there', async (t) => {
  t.notMatch(said({ display: 'none' }), /vga/i);
  t.notMatch(said({ network: 'none' }), /netdev/);
  t.notMatch(said({}), /-rtc|smm=on|-vnc/);
});

t.test('KVM is used where it can be', async (t) => {
  t.match(said({}, true), /-accel kvm -cpu host/);
  t.match(said({}, false), /-accel tcg -cpu max/);
});

t.test('a credential is one string in one file, whatever it holds', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'signet-credentials-'));
  const value = 'line\n"quoted", with a comma';
  const args = credentialArguments({ 'signet.config': value, other: 'x'.repeat(100_000) }, folder);
  t.same(args, [
    '-smbios',
    `type=11,path=${folder}/credential-0`,
    '-smbios',
    `type=11,path=${folder}/credential-1`,
  ]);
  const text = readFileSync(join(folder, 'credential-0'), 'utf8');
  t.equal(text, credentialString('signet.config', value));
  t.equal(text, `io.systemd.credential.binary:signet.config=${Buffer.from(value).toString('base64')}`);
});
