/**
 * The order of things between "write this image to that disk" and a disk that is known to be good.
 *
 * Nothing is written before the image, the configuration and the disk are all found fit and a person, or `--yes`,
 * has said so. What it is told and what it asks go through the request, so that tests run the very same path.
 */
import { type BlockDevice, lookUpDevice } from './block-devices.ts';
import { putConfig, verifyConfig } from './boot-config.ts';
import { configTextOf } from './config-text.ts';
import { describeDisk, formatSize } from './describe-disk.ts';
import { chunksOf, hashFile, type ImageFile, openImage } from './image-file.ts';
import { flushBuffers, type OpenDisk, openDisk, rereadPartitions } from './open-disk.ts';
import { type Needs, refusalsOf } from './refusals.ts';
import { writeImage } from './write-image.ts';

export interface FlashRequest {
  /** As it was given: `/dev/sdb`, `sdb`, or a link such as `/dev/disk/by-id/...`. */
  disk: string;
  image: string;
  /** Path of a `signet.json`; undefined for none. */
  config: string | undefined;
  /** A provisioning token to put into `signet.json`, as it was typed; undefined for none. */
  token?: string | undefined;
  limits: Omit<Needs, 'imageBytes'>;
  /** Undefined where this user may write disks; else the command that may. */
  asRoot: string | undefined;
  say(text: string): void;
  onProgress(step: string, doneBytes: number, totalBytes: number): void;
  /** Resolves with what a person typed; undefined where nobody answers. */
  ask: ((question: string) => Promise<string | undefined>) | undefined;
  /** Told before the state of the disk changes, so that whoever interrupts can be told the truth. */
  onDiskState(state: DiskState): void;
}

/** `incomplete`: no partition table, nothing starts from it. `unconfigured`: the image is good, signet.json may lack. */
export type DiskState = 'untouched' | 'incomplete' | 'unconfigured' | 'good';

export type FlashOutcome = { done: true } | { done: false; code: string; reasons: readonly string[] };

/** Refusals are values; throws the `OperationalError`s of the image, the disk and the tools. */
export async function flash(request: FlashRequest): Promise<FlashOutcome> {
  const { say } = request;
  const config = configTextOf(request.config, request.token);
  if ('problems' in config) return { done: false, code: 'config-invalid', reasons: config.problems };
  const image = await openImage(request.image);
  const path = request.disk.includes('/') ? request.disk : `/dev/${request.disk}`;
  const needs: Needs = { ...request.limits, imageBytes: image.imageBytes };
  const device = await fitDisk(path, needs);
  if ('reasons' in device) return device;

  say(`${describeDisk(device)}\n`);
  say(`  Image         ${image.path}, ${formatSize(image.imageBytes)} unpacked`);
  if (request.config !== undefined)
    say(`  Configuration ${request.config}, as signet.json on the boot volume`);
  if (request.token !== undefined) say('  Token         goes into signet.json on the boot volume');
  if (request.asRoot !== undefined) {
    return refused('not-root', `Only root may write to ${device.path}. Run:\n\n  ${request.asRoot}\n`);
  }
  if (request.ask !== undefined) {
    const answer = await request.ask(
      `\nEverything on ${device.path} will be lost. Type its name, ${device.name}, to go on: `,
    );
    if (answer === undefined) {
      return refused('not-confirmed', 'Nobody answered. To go on without asking: YES=1 (--yes).');
    }
    if (answer.trim() !== device.name) {
      return refused('not-confirmed', `That is not ${device.name}. Nothing was written.`);
    }
  }

  const damagedImage = await checkImage(request, image);
  if (damagedImage !== undefined) return damagedImage;
  // Minutes may have passed, and a stick may have been changed for another.
  const again = await fitDisk(path, needs);
  if ('reasons' in again) return again;
  if (JSON.stringify(again) !== JSON.stringify(device)) {
    return refused(
      'disk-changed',
      `${path} is not the disk it was a moment ago. Nothing was written; look again.`,
    );
  }

  const disk = await openDisk(device.path);
  const wrong = await writeAndVerify(request, image, device, disk).finally(() => disk.close());
  if (wrong !== undefined) return wrong;
  if (config.text !== undefined) {
    request.onDiskState('unconfigured');
    await putConfig(device.path, config.text);
    await flushBuffers(device.path);
    await verifyConfig(device.path, config.text);
    say('  signet.json is on the boot volume, verified.');
  }
  request.onDiskState('good');
  if (!(await rereadPartitions(device.path))) {
    say(
      '  This computer still remembers the old partitions: pull the disk out before you use it here again.',
    );
  }
  return { done: true };
}

async function fitDisk(path: string, needs: Needs): Promise<BlockDevice | (FlashOutcome & { done: false })> {
  const lookup = await lookUpDevice(path);
  if (!lookup.found) {
    return lookup.why === 'absent'
      ? refused('absent', `There is no disk at ${path}. "make flash" lists the disks of this computer.`)
      : refused('not-a-block-device', `${path} is no disk (no block device). "make flash" lists the disks.`);
  }
  const refusals = refusalsOf(lookup.device, needs);
  const [first] = refusals;
  if (first === undefined) return lookup.device;
  return { done: false, code: first.code, reasons: refusals.map(({ message }) => message) };
}

async function checkImage(request: FlashRequest, image: ImageFile): Promise<FlashOutcome | undefined> {
  if (image.sha256 === undefined) {
    request.say(`  No ${image.path}.sha256 lies here: whether the image is whole is not checked beforehand.`);
    return undefined;
  }
  const sha256 = await hashFile(image.path, (done) => request.onProgress('Checking', done, image.fileBytes));
  if (sha256 === image.sha256) return undefined;
  return refused(
    'checksum',
    `${image.path} is damaged: its SHA-256 is ${sha256}, and should be ${image.sha256}. Fetch or build it again. Nothing was written.`,
  );
}

async function writeAndVerify(
  request: FlashRequest,
  image: ImageFile,
  device: BlockDevice,
  disk: OpenDisk,
): Promise<FlashOutcome | undefined> {
  request.onDiskState('incomplete');
  const outcome = await writeImage({
    disk,
    diskBytes: device.sizeBytes,
    chunks: chunksOf(image),
    imageBytes: image.imageBytes,
    map: image.map,
    onProgress: (phase, done) =>
      request.onProgress(phase === 'writing' ? 'Writing' : 'Verifying', done, image.imageBytes),
  });
  if (outcome.verified) return undefined;
  return refused(
    'not-verified',
    `${device.path} does not give back what was written (at byte ${outcome.atByte}): it is worn out, or smaller than it says. Take another disk.`,
  );
}

function refused(code: string, reason: string): { done: false; code: string; reasons: readonly string[] } {
  return { done: false, code, reasons: [reason] };
}
