/**
 * Real disks for tests: loop devices over sparse files, and images made by the tools that make the product's.
 *
 * Everything is taken down with the test that asked for it. Never touches a block device that it did not make.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Test {
  teardown(work: () => void): unknown;
}

export const mebibyte = 1024 * 1024;

/** Why there are no loop devices here; undefined where there are. */
export function whyNoLoopDisks(): string | undefined {
  if (process.geteuid?.() !== 0) return 'loop devices need root';
  const found = spawnSync('losetup', ['--find'], { encoding: 'utf8', env: toolEnvironment });
  return found.status === 0 ? undefined : `no loop devices here: ${found.stderr ?? found.error}`;
}

const toolEnvironment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

/** Runs a tool of the system and gives what it printed; throws where it fails. */
export function tool(name: string, args: readonly string[], input?: string): string {
  return execFileSync(name, args, {
    encoding: 'utf8',
    input,
    env: toolEnvironment,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

export function temporaryFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'signet-flash-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface LoopDisk {
  path: string;
  name: string;
  /** The file behind it: what a disk "really" holds. */
  file: string;
}

/** A disk full of something else, as old disks are; or `blank`, with something at its start only. */
export function makeLoopDisk(
  t: Test,
  folder: string,
  { bytes = 120 * mebibyte, name = 'disk.img', args = [] as readonly string[], blank = false } = {},
): LoopDisk {
  const file = join(folder, name);
  const descriptor = openSync(file, 'w');
  ftruncateSync(descriptor, bytes);
  const old = randomBytes(mebibyte);
  for (let at = 0; at < (blank ? mebibyte : bytes); at += mebibyte)
    writeSync(descriptor, old, 0, mebibyte, at);
  closeSync(descriptor);
  const path = tool('losetup', [...args, '--find', '--show', file]).trim();
  t.teardown(() => spawnSync('losetup', ['--detach', path], { env: toolEnvironment }));
  return { path, file, name: path.replace('/dev/', '') };
}

export interface TestImage {
  /** Unpacked. */
  raw: string;
  zst: string;
}

/** 80 MiB: a boot volume of 40 MiB, empty room, and 26 MiB that do not compress; packed, measured and mapped. */
export function makeImage(folder: string, { boot = true, name = 'signet.raw' } = {}): TestImage {
  const raw = join(folder, name);
  const descriptor = openSync(raw, 'w');
  ftruncateSync(descriptor, 80 * mebibyte);
  const type = boot ? 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B' : '0FC63DAF-8483-4772-8E79-3D69D8477DE4';
  tool('sfdisk', ['--quiet', raw], `label: gpt\nsize=40M, type=${type}\nsize=30M\n`);
  if (boot) tool('mkfs.vfat', ['-F', '32', '-n', 'SIGNET', '--offset', '2048', raw, '40960']);
  for (let at = 44; at < 70; at++)
    writeSync(descriptor, randomBytes(mebibyte), 0, mebibyte, at * mebibyte + 4096);
  closeSync(descriptor);
  tool('bmaptool', ['--quiet', 'create', raw, '-o', `${raw}.bmap`]);
  tool('zstd', ['--quiet', '-1', raw, '-o', `${raw}.zst`]);
  writeChecksum(folder, `${name}.zst`);
  return { raw, zst: `${raw}.zst` };
}

/** `<name>.sha256` beside a file, as sha256sum writes it. */
export function writeChecksum(folder: string, name: string): void {
  tool('sh', ['-c', 'cd "$1" && sha256sum "$2" >"$2.sha256"', 'sh', folder, name]);
}
