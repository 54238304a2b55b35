import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { readSysfs } from './framebuffer-sysfs.ts';

async function sysfs(folder: string, files: Record<string, string>): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

const usual = {
  virtual_size: '1280,800\n',
  bits_per_pixel: '32\n',
  stride: '5120\n',
  name: 'virtio_gpudrmfb\n',
};

for (const [what, files, format] of [
  [
    'a plain mode',
    { ...usual, modes: 'U:1280x800p-0\n' },
    { widthPx: 1280, heightPx: 800, strideBytes: 5120 },
  ],
  ['no mode at all', usual, { widthPx: 1280, heightPx: 800 }],
  [
    'memory larger than the mode',
    { ...usual, virtual_size: '1920,2160\n', stride: '7680\n', modes: 'U:1280x1024p-60\n' },
    { widthPx: 1280, heightPx: 1024, strideBytes: 7680 },
  ],
  [
    'a current mode besides a list',
    {
      ...usual,
      virtual_size: '1920,1080',
      stride: '7680',
      mode: 'D:1024x768p-60\n',
      modes: 'U:1920x1080p-0\n',
    },
    { widthPx: 1024, heightPx: 768 },
  ],
  [
    'the mode set last first in the list',
    { ...usual, modes: 'U:800x600p-0\nU:1280x800p-0\n' },
    { widthPx: 800 },
  ],
  [
    'a mode larger than the memory',
    { ...usual, modes: 'U:4096x2160p-0\n' },
    { widthPx: 1280, heightPx: 800 },
  ],
  [
    'padded rows',
    { ...usual, virtual_size: '1366,768', stride: '5504' },
    { widthPx: 1366, strideBytes: 5504 },
  ],
  ['no stride', { virtual_size: '640,480', bits_per_pixel: '16' }, { strideBytes: 1280, bitsPerPixel: 16 }],
  ['a panned picture', { ...usual, pan: '0,800\n' }, { offsetBytes: 800 * 5120 }],
] as const) {
  t.test(`${what} is read`, async (t) => {
    t.match(await readSysfs(await sysfs(t.testdir(), files)), { format });
  });
}

t.test('no framebuffer, or one that is just going away, is none', async (t) => {
  t.equal(await readSysfs(join(t.testdir(), 'fb0')), null);
  t.equal(await readSysfs(await sysfs(t.testdir(), { ...usual, virtual_size: '' })), null);
  t.equal(await readSysfs(await sysfs(t.testdir(), { virtual_size: '1280,800' })), null);
});

t.test('a depth that cannot be drawn is refused by name', async (t) => {
  const folder = await sysfs(t.testdir(), { ...usual, bits_per_pixel: '8' });
  await t.rejects(readSysfs(folder), { code: 'framebuffer-format-unsupported' });
});

t.test('another driver, mode or depth gives another signature', async (t) => {
  const signature = async (files: Record<string, string>) =>
    (await readSysfs(await sysfs(t.testdir(), files)))?.signature.replace(/^\S+/, '');
  const first = await signature(usual);
  t.equal(await signature(usual), first);
  t.not(await signature({ ...usual, name: 'simpledrmdrmfb' }), first);
  t.not(await signature({ ...usual, modes: 'U:1024x768p-0' }), first);
  t.not(await signature({ ...usual, bits_per_pixel: '16', stride: '2560' }), first);
});
