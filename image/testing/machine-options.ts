/**
 * What a virtual machine is made of, and the QEMU arguments that say so.
 *
 * Pure: the files and sockets that it names are made elsewhere. Defaults are the reference model: a Node Pro with
 * two processors, a disk on virtio, one landscape panel and a network that reaches the host at 10.0.2.2.
 */

export interface MachineOptions {
  memoryMiB?: number;
  /** The bus that the system disk hangs on. */
  disk?: 'virtio' | 'nvme' | 'ahci' | 'usb';
  /** Graphics: `virtio` hands over from the firmware's framebuffer to virtio_gpu, `std` is a plain VGA card. */
  display?: 'virtio' | 'std' | 'none';
  /** The panel's native mode, told by EDID; portrait is `{ widthPx: 1080, heightPx: 1920 }`. */
  panel?: { widthPx: number; heightPx: number };
  /** `user`: host at 10.0.2.2; a tap device of `test-network.ts`; or no network card. */
  network?: 'user' | 'none' | { tap: string };
  /** What DMI says the hardware is. */
  hardware?: { manufacturer: string; product: string; serial: string };
  /** Wall clock at power-on: a date such as `1970-01-01T00:00:00`, or the host's time. */
  clock?: string;
  /** Firmware that checks signatures (Secure Boot needs SMM), or the ordinary one. */
  firmware?: 'plain' | 'secureboot';
  /** Where people see the panel: nowhere, in a window, or over VNC on loopback. */
  view?: 'none' | 'window' | 'vnc';
  /** Standard input and output are the second serial port, on which a development image has its shell. */
  shell?: boolean;
  extraArguments?: readonly string[];
}

/** Files and sockets of one machine. The sockets listen before QEMU starts; it connects to them. */
export interface MachineFiles {
  firmwareCode: string;
  firmwareVariables: string;
  disk: string;
  qmpSocket: string;
  probeSocket: string;
  serialLog: string;
}

const disks: Readonly<Record<NonNullable<MachineOptions['disk']>, readonly string[]>> = {
  virtio: ['virtio-blk-pci,drive=disk,bootindex=1'],
  nvme: ['nvme,drive=disk,serial=disk,bootindex=1'],
  ahci: ['ide-hd,drive=disk,bootindex=1'],
  usb: ['qemu-xhci,id=disk-xhci', 'usb-storage,bus=disk-xhci.0,drive=disk,bootindex=1'],
};

const views: Readonly<Record<NonNullable<MachineOptions['view']>, readonly string[]>> = {
  none: ['-display', 'none'],
  window: ['-display', 'gtk'],
  vnc: ['-vnc', '127.0.0.1:0,to=99'],
};

/**
 * An emulated processor that does not claim to copy bytes in one quick instruction (ERMS, FSRM): the kernel and glibc
 * would copy and clear everything by it, which the emulator does byte by byte.
 */
const emulatedProcessor = 'max,-erms,-fsrm';

const cards = { virtio: 'virtio-vga', std: 'VGA' };

export function qemuArguments(options: MachineOptions, files: MachineFiles, hasKvm: boolean): string[] {
  const secure = options.firmware === 'secureboot';
  const hardware = options.hardware ?? { manufacturer: 'Signet', product: 'Node Pro', serial: 'VM-0001' };
  return [
    // SMBIOS 3: the older entry point has no room for more than 64 KiB of credentials.
    ...['-machine', `q35,smbios-entry-point-type=64${secure ? ',smm=on' : ''}`],
    ...(hasKvm ? ['-accel', 'kvm', '-cpu', 'host'] : ['-accel', 'tcg', '-cpu', emulatedProcessor]),
    ...['-smp', '2', '-m', `${options.memoryMiB ?? 2048}`],
    ...['-nodefaults', '-no-user-config', ...views[options.view ?? 'none']],
    ...(secure ? ['-global', 'driver=cfi.pflash01,property=secure,value=on'] : []),
    ...['-drive', `if=pflash,unit=0,format=raw,readonly=on,file=${files.firmwareCode}`],
    ...['-drive', `if=pflash,unit=1,format=qcow2,file=${files.firmwareVariables}`],
    ...['-drive', `if=none,id=disk,format=qcow2,discard=unmap,file=${files.disk}`],
    ...disks[options.disk ?? 'virtio'].flatMap((device) => ['-device', device]),
    ...displayArguments(options),
    ...networkArguments(options.network ?? 'user'),
    ...['-device', 'virtio-rng-pci'],
    // The first port is QEMU's own standard input and output; the second is the probe's.
    ...['-chardev', `stdio,id=serial,signal=off,logfile=${files.serialLog},logappend=on`],
    ...(options.shell === true
      ? ['-serial', 'null', '-serial', 'chardev:serial']
      : [
          '-serial',
          'chardev:serial',
          '-chardev',
          `socket,id=probe,path=${files.probeSocket}`,
          '-serial',
          'chardev:probe',
        ]),
    ...['-chardev', `socket,id=qmp,path=${files.qmpSocket}`, '-mon', 'chardev=qmp,mode=control'],
    ...['-smbios', `type=1,${list(hardware)}`],
    ...(options.clock === undefined ? [] : ['-rtc', `base=${options.clock}`]),
    ...(options.extraArguments ?? []),
  ];
}

function displayArguments({ display = 'virtio', panel }: MachineOptions): string[] {
  if (display === 'none') return [];
  const { widthPx, heightPx } = panel ?? { widthPx: 1280, heightPx: 800 };
  return ['-device', `${cards[display]},edid=on,xres=${widthPx},yres=${heightPx}`];
}

function networkArguments(network: NonNullable<MachineOptions['network']>): string[] {
  if (network === 'none') return [];
  const backend =
    network === 'user' ? 'user,id=net' : `tap,id=net,ifname=${network.tap},script=no,downscript=no`;
  return ['-netdev', backend, '-device', 'virtio-net-pci,netdev=net,id=card'];
}

/** QEMU's own list syntax, in which a comma is written twice. */
function list(values: object): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${String(value).replaceAll(',', ',,')}`)
    .join(',');
}
