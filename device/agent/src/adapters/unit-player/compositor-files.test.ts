/** What the compositor finds when it starts, for panels turned each way and drivers of each kind. */
import { mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { writeCompositorFiles } from './compositor-files.ts';

const panel = { widthPx: 1920, heightPx: 1080 };
const png = Buffer.from('a picture');

for (const [rotation, transform] of [
  [0, 'normal'],
  [90, '90'],
  [180, '180'],
  [270, '270'],
] as const) {
  t.test(
    `a panel turned by ${rotation} degrees is drawn so, over the picture that stood on it`,
    async (t) => {
      const directory = t.testdir();
      const before = process.umask(0o077);
      t.teardown(() => process.umask(before));
      writeCompositorFiles(directory, { png, panel, rotation }, join(directory, 'none'));
      const config = readFileSync(join(directory, 'compositor.conf'), 'utf8');
      t.match(config, `output * transform ${transform}\n`);
      t.match(config, `output * background ${join(directory, 'screen.png')} fill\n`);
      t.match(config, 'output HEADLESS-1 mode --custom 1920x1080@60Hz\n');
      t.same(readFileSync(join(directory, 'screen.png')), png);
      for (const name of ['compositor.conf', 'compositor.env', 'screen.png'])
        t.equal(statSync(join(directory, name)).mode & 0o777, 0o644, `${name} is readable to the compositor`);
    },
  );
}

for (const [driver, environment] of [
  ['virtio-pci', 'WLR_RENDERER=pixman\n'],
  ['simple-framebuffer', 'WLR_RENDERER=pixman\n'],
  ['i915', ''],
  ['amdgpu', ''],
  [null, 'WLR_RENDERER=pixman\n'],
] as const) {
  t.test(`with ${driver ?? 'no driver'} the compositor gets "${environment.trim()}"`, async (t) => {
    const directory = t.testdir();
    const sysfs = join(directory, 'drm');
    if (driver !== null) {
      mkdirSync(join(sysfs, 'card0/device'), { recursive: true });
      mkdirSync(join(sysfs, 'card0-HDMI-A-1'), { recursive: true });
      symlinkSync(`../../../bus/pci/drivers/${driver}`, join(sysfs, 'card0/device/driver'));
    }
    writeCompositorFiles(directory, null, sysfs);
    t.equal(readFileSync(join(directory, 'compositor.env'), 'utf8'), environment);
    t.equal(readFileSync(join(directory, 'compositor.conf'), 'utf8'), '', 'no panel, no picture of one');
  });
}

t.test('a folder that is not there is an operational failure with a code', async (t) => {
  t.throws(() => writeCompositorFiles(join(t.testdir(), 'gone'), null), {
    code: 'player-unit-unwritable',
    cause: { code: 'ENOENT' },
  });
});
