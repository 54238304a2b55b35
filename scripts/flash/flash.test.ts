import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import t, { type Test } from 'tap';
import { type DiskState, flash } from './flash.ts';
import {
  type LoopDisk,
  makeImage,
  makeLoopDisk,
  mebibyte,
  temporaryFolder,
  tool,
  whyNoLoopDisks,
  writeChecksum,
} from './test-support/loop-disk.ts';

const main = 'scripts/flash/main.ts';
const why = whyNoLoopDisks();
const skip = why ?? false;
const folder = temporaryFolder(t);
const image = why === undefined ? makeImage(folder) : { raw: '', zst: '' };
const imageBytes = 80 * mebibyte;

interface Run {
  code: number | null;
  out: string;
}

/** The program as make starts it, on a loop device. */
function run(
  disk: string,
  {
    args = ['--yes'] as readonly string[],
    source = image.zst,
    smallest = '1000000',
    answer = '',
    uid = undefined as number | undefined,
    onOutput = (_text: string, _kill: (signal: NodeJS.Signals) => void): void => undefined,
  } = {},
): Promise<Run> {
  const child = spawn(
    process.execPath,
    [
      main,
      '--disk',
      disk,
      '--image',
      source,
      '--allow-loop',
      ...(smallest === '' ? [] : ['--smallest-disk', smallest]),
      ...args,
    ],
    { stdio: ['pipe', 'pipe', 'pipe'], uid },
  );
  let out = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      onOutput(out, (signal) => child.kill(signal));
    });
  }
  // Without an answer the input stays open while the program asks, as a terminal's would.
  if (answer !== '' || args.includes('--yes')) child.stdin.end(answer);
  return new Promise((resolve) =>
    child.on('close', (code) => {
      child.stdin.destroy();
      resolve({ code, out });
    }),
  );
}

function sumOf(path: string, bytes = statSync(path).size): string {
  return createHash('sha256')
    .update(bytesAt(path, 0, bytes))
    .digest('hex');
}

function bytesAt(path: string, at: number, length: number): Buffer {
  const file = openSync(path, 'r');
  const bytes = Buffer.alloc(length);
  readSync(file, bytes, 0, length, at);
  closeSync(file);
  return bytes;
}

/** A copy of the packed image with its companions, to be damaged. */
function copyOfImage(name: string): string {
  const copy = join(folder, name);
  mkdirSync(copy);
  for (const end of ['.zst', '.zst.sha256', '.bmap']) {
    copyFileSync(`${image.raw}${end}`, join(copy, `signet.raw${end}`));
  }
  return join(copy, 'signet.raw.zst');
}

async function refuses(
  t: Test,
  disk: LoopDisk | { path: string; file: string },
  reason: RegExp,
  options: Parameters<typeof run>[1] = {},
) {
  // A write would begin with the first bytes, and would fill holes.
  const look = () => ({ head: sumOf(disk.file, 4 * mebibyte), blocks: statSync(disk.file).blocks });
  const before = look();
  const { code, out } = await run(disk.path, options);
  t.equal(code, 1, out);
  t.match(out, reason);
  t.notMatch(out, /incomplete/);
  t.same(look(), before, 'the disk is untouched');
}

t.test(
  'an old disk holds exactly the image afterwards, and no spare table of before',
  { skip },
  async (t) => {
    const disk = makeLoopDisk(t, temporaryFolder(t));
    const { code, out } = await run(disk.path);
    t.equal(code, 0, out);
    t.match(out, /Verifying\s+100 %/);
    t.match(out, /switch it on/);
    t.equal(sumOf(disk.file, imageBytes), sumOf(image.raw));
    t.ok(bytesAt(disk.file, 119 * mebibyte, mebibyte).equals(Buffer.alloc(mebibyte)));
    t.match(tool('sfdisk', ['--json', disk.path]), /C12A7328/);
  },
);

t.test('a configuration lands on the boot volume, where other tools read it', { skip }, async (t) => {
  const disk = makeLoopDisk(t, temporaryFolder(t));
  const config = join(temporaryFolder(t), 'mine.json');
  writeFileSync(config, '{ "cloud": "https://signet.example" }\n');
  const { code, out } = await run(disk.path, { args: ['--config', config], answer: `${disk.name}\n` });
  t.equal(code, 0, out);
  t.match(out, new RegExp(`Type its name, ${disk.name}`));
  t.equal(
    tool('mcopy', ['-n', '-i', `${disk.path}@@1M`, '::/signet.json', '-']),
    readFileSync(config, 'utf8'),
  );
  const again = await run(disk.path, { args: ['--config', config, '--yes'] });
  t.equal(again.code, 0, 'and it can be done again');
});

t.test(
  'an unpacked image, and one that tells no size and has no companions, do as well',
  { skip },
  async (t) => {
    const disk = makeLoopDisk(t, temporaryFolder(t));
    t.equal((await run(disk.path, { source: image.raw })).code, 0);
    t.equal(sumOf(disk.file, imageBytes), sumOf(image.raw));

    const bare = join(temporaryFolder(t), 'other.zst');
    tool('sh', ['-c', 'zstd -q -1 <"$1" >"$2"', 'sh', image.raw, bare]);
    const { code, out } = await run(disk.path, { source: bare });
    t.equal(code, 0, out);
    t.match(out, /not checked beforehand/);
    t.equal(sumOf(disk.file, imageBytes), sumOf(image.raw));
  },
);

t.test('what is not asked for is not written', { skip }, async (t) => {
  const disk = makeLoopDisk(t, temporaryFolder(t), { blank: true });
  await refuses(t, disk, /That is not loop\d+\. Nothing was written/, { args: [], answer: 'yes\n' });
  const closed = spawn(
    process.execPath,
    [main, '--disk', disk.path, '--image', image.zst, '--allow-loop', '--smallest-disk', '1'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let out = '';
  closed.stderr.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  t.equal(await new Promise((resolve) => closed.on('close', resolve)), 1);
  t.match(out, /Nobody answered.*--yes/);
  await refuses(t, disk, /Stopped\. Nothing was written/, {
    args: [],
    onOutput: (text, kill) => /Type its name/.test(text) && kill('SIGINT'),
  });
});

t.test('a disk that must not be written is refused with the reason and the remedy', { skip }, async (t) => {
  await t.test('too small', async (t) => {
    const disk = makeLoopDisk(t, temporaryFolder(t), { bytes: 60 * mebibyte, blank: true });
    await refuses(t, disk, /too small: it has 62\.9 MB \(62914560 bytes\), and 83\.9 MB/);
    await refuses(t, disk, /8\.0 GB \(8000000000 bytes\) are needed/, { smallest: '' });
  });
  await t.test('read-only', async (t) => {
    await refuses(
      t,
      makeLoopDisk(t, temporaryFolder(t), { blank: true, args: ['--read-only'] }),
      /is read-only/,
    );
  });
  await t.test('of larger sectors', async (t) => {
    const disk = makeLoopDisk(t, temporaryFolder(t), { blank: true, args: ['--sector-size', '4096'] });
    await refuses(t, disk, /sectors of 4096 bytes/);
  });
  await t.test('mounted as a whole, a partition of it mounted, and a partition named', async (t) => {
    const home = temporaryFolder(t);
    const mountpoint = join(home, 'mount point');
    mkdirSync(mountpoint);
    const disk = makeLoopDisk(t, home, { blank: true });
    tool('mkfs.ext4', ['-q', disk.path]);
    tool('mount', ['-o', 'ro,noload', disk.path, mountpoint]);
    await refuses(t, disk, /is mounted at .*: sudo umount '.*mount point'/);
    tool('umount', [mountpoint]);

    tool('addpart', [disk.path, '1', '2048', '81920']);
    const partition = `${disk.path}p1`;
    t.teardown(() => tool('delpart', [disk.path, '1']));
    await refuses(
      t,
      { path: partition, file: disk.file },
      new RegExp(`is a partition.*DISK=${disk.path}\\.`),
    );
    tool('mkfs.ext4', ['-q', partition]);
    tool('mount', ['-o', 'ro,noload', partition, mountpoint]);
    await refuses(t, disk, new RegExp(`${partition} is mounted at`));
    tool('umount', [mountpoint]);
  });
  await t.test('swap space', async (t) => {
    const disk = makeLoopDisk(t, temporaryFolder(t), { blank: true });
    tool('mkswap', [disk.path]);
    tool('swapon', [disk.path]);
    await refuses(t, disk, /in use as swap space: sudo swapoff/);
    tool('swapoff', [disk.path]);
  });
  await t.test('held by something that only the kernel sees', async (t) => {
    const disk = makeLoopDisk(t, temporaryFolder(t), { blank: true });
    const holder = openSync(disk.path, constants.O_RDONLY | constants.O_EXCL);
    await refuses(t, disk, /in use: the kernel will not let go/);
    closeSync(holder);
  });
  await t.test('a loop device, a file, a terminal, nothing', async (t) => {
    const disk = makeLoopDisk(t, temporaryFolder(t), { blank: true });
    const strict = spawn(process.execPath, [main, '--disk', disk.path, '--image', image.zst, '--yes'], {
      stdio: 'ignore',
    });
    t.equal(await new Promise((resolve) => strict.on('close', resolve)), 1);
    await refuses(t, { path: disk.file, file: disk.file }, /no block device/);
    await refuses(t, { path: '/dev/null', file: disk.file }, /no block device/);
    await refuses(
      t,
      { path: 'signet-no-such-disk', file: disk.file },
      /no disk at \/dev\/signet-no-such-disk/,
    );
  });
});

t.test('an image that is not fit is found before anything is written', { skip }, async (t) => {
  const disk = makeLoopDisk(t, temporaryFolder(t), { blank: true });
  await refuses(t, disk, /There is no image at .*: build it/, { source: join(folder, 'none') });

  const damaged = copyOfImage('damaged');
  truncateSync(damaged, 5_000_000);
  await refuses(t, disk, /is damaged: its SHA-256 is/, { source: damaged });

  const otherMap = copyOfImage('other-map');
  const map = join(dirname(otherMap), 'signet.raw.bmap');
  writeFileSync(map, readFileSync(map, 'utf8').replace(/<Range chksum="./, '<Range chksum="x'));
  await refuses(t, disk, /no undamaged block map/, { source: otherMap });

  const empty = join(folder, 'empty.raw');
  writeFileSync(empty, '');
  await refuses(t, disk, /no disk image/, { source: empty });
  writeFileSync(`${empty}.sha256`, 'what?\n');
  writeFileSync(empty, Buffer.alloc(512));
  await refuses(t, disk, /holds no SHA-256 sum of empty\.raw/, { source: empty });
});

t.test('an image that fails in the middle leaves a disk that nothing starts from', { skip }, async (t) => {
  const disk = makeLoopDisk(t, temporaryFolder(t));
  const truncated = copyOfImage('truncated');
  truncateSync(truncated, 20 * mebibyte);
  writeChecksum(dirname(truncated), 'signet.raw.zst');
  const cut = await run(disk.path, { source: truncated });
  t.equal(cut.code, 1);
  t.match(cut.out, /cannot be read to its end/);
  t.match(cut.out, /incomplete now, and nothing starts from it/);
  t.ok(bytesAt(disk.file, 0, 4 * mebibyte).equals(Buffer.alloc(4 * mebibyte)));

  const twoBuilds = copyOfImage('two-builds');
  const other = makeImage(temporaryFolder(t));
  copyFileSync(`${other.raw}.bmap`, join(dirname(twoBuilds), 'signet.raw.bmap'));
  const mixed = await run(disk.path, { source: twoBuilds });
  t.equal(mixed.code, 1);
  t.match(mixed.out, /of two builds/);
  t.match(mixed.out, /incomplete/);
});

t.test('Ctrl-C while it writes says what the disk is now', { skip }, async (t) => {
  const disk = makeLoopDisk(t, temporaryFolder(t));
  const { code, out } = await run(disk.path, {
    onOutput: (text, kill) => /Writing\s+25 %/.test(text) && kill('SIGINT'),
  });
  t.equal(code, 1, out);
  t.match(out, /Stopped\. The disk is incomplete now/);
  t.ok(bytesAt(disk.file, 0, 4 * mebibyte).equals(Buffer.alloc(4 * mebibyte)));
});

t.test('a disk that forgets what it was given is found out', { skip }, async (t) => {
  const disk = makeLoopDisk(t, temporaryFolder(t));
  const states: DiskState[] = [];
  let rotten = false;
  const outcome = await flash({
    disk: disk.path,
    image: image.zst,
    config: undefined,
    limits: { smallestDiskBytes: 1, roomBytes: 0, loopAllowed: true },
    asRoot: undefined,
    ask: undefined,
    say: () => undefined,
    onDiskState: (state) => states.push(state),
    onProgress: (step) => {
      if (step !== 'Verifying' || rotten) return;
      rotten = true;
      // One bit of the medium, behind the kernel's back.
      const file = openSync(disk.file, 'r+');
      const at = 60 * mebibyte + 17;
      const [byte = 0] = bytesAt(disk.file, at, 1);
      writeSync(file, Buffer.of(byte ^ 1), 0, 1, at);
      closeSync(file);
    },
  });
  t.match(outcome, { done: false, code: 'not-verified', reasons: [/at byte 62914560/] });
  t.same(states, ['incomplete']);
  t.ok(bytesAt(disk.file, 0, mebibyte).equals(Buffer.alloc(mebibyte)), 'and has no partition table');
});

t.test('a disk that breaks while it is written is told as that', { skip }, async (t) => {
  const home = temporaryFolder(t);
  tool('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', home]);
  t.teardown(() => tool('umount', ['--lazy', home]));
  const disk = makeLoopDisk(t, home, { blank: true });
  const { code, out } = await run(disk.path);
  t.equal(code, 1, out);
  t.match(out, /could not be written.*pulled out or is worn out/);
  t.match(out, /incomplete/);
});

t.test('a configuration is judged before, and never at the price of a false "done"', { skip }, async (t) => {
  const disk = makeLoopDisk(t, temporaryFolder(t));
  const bad = join(folder, 'bad.json');
  writeFileSync(bad, '{ name: ');
  await refuses(t, disk, /bad\.json, line 1: it .*/, {
    args: ['--yes', '--config', bad],
  });
  await refuses(t, disk, /There is no configuration at/, { args: ['--yes', '--config', `${bad}.none`] });

  const bootless = makeImage(temporaryFolder(t), { boot: false });
  writeFileSync(bad, '{}');
  const { code, out } = await run(disk.path, { source: bootless.zst, args: ['--yes', '--config', bad] });
  t.equal(code, 1);
  t.match(out, /no boot partition \(ESP\)/);
  t.match(out, /complete and verified, but signet\.json may be missing or cut off/);
  rmSync(bad);
});

t.test('without root it says which command has it, and writes nothing', { skip }, async (t) => {
  const disk = makeLoopDisk(t, temporaryFolder(t));
  const nobody = 65534;
  tool('chmod', ['-R', 'a+rX', folder]);
  try {
    accessSync(process.execPath, constants.X_OK);
    tool('setpriv', ['--reuid', String(nobody), '--clear-groups', process.execPath, '--version']);
    tool('setpriv', ['--reuid', String(nobody), '--clear-groups', 'cat', main]);
  } catch {
    t.pass('as nobody', { skip: 'this tree cannot be read by other users' });
    return;
  }
  await refuses(t, disk, new RegExp(`sudo \\S+ ${main} --disk ${disk.path} --image .* --yes`), {
    uid: nobody,
  });
});
