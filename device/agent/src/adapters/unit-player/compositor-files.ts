/**
 * What the compositor is started with: the picture that stands on the panel, how the panel is turned, and by what
 * means to draw.
 *
 * With the agent's own picture as its ground, the panel shows the same before and after the compositor takes it; the
 * browser paints out of sight, on an output of the panel's size that exists in memory only. Written before `start` is
 * asked for, and readable to the compositor's user. It decides nothing about playing.
 */
import { chmodSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { OperationalError } from '../../ports.ts';
import type { Geometry, Rotation } from '../../screens/screen.ts';

/** Kernel drivers of graphics that draw nothing themselves: virtual machines and what firmware left. */
const driversWithoutRenderer =
  /^(virtio-pci|virtio_gpu|bochs-drm|cirrus|qxl|vmwgfx|simple-framebuffer|hyperv_drm)$/;

export interface CompositorSetting {
  /** PNG of the screen that stands, upright. */
  png: Buffer;
  /** The panel's own pixels. */
  panel: Geometry;
  rotation: Rotation;
}

/** @throws OperationalError `player-unit-unwritable` */
export function writeCompositorFiles(
  directory: string,
  setting: CompositorSetting | null,
  sysfs = '/sys/class/drm',
): void {
  try {
    write(join(directory, 'compositor.env'), drawsItself(sysfs) ? '' : 'WLR_RENDERER=pixman\n');
    // Without a panel there is nothing to hand over: what an earlier start left would be a lie.
    write(join(directory, 'compositor.conf'), setting === null ? '' : configOf(directory, setting));
    if (setting !== null) write(join(directory, 'screen.png'), setting.png);
  } catch (cause) {
    throw new OperationalError('player-unit-unwritable', `The player cannot be prepared in ${directory}.`, {
      cause,
    });
  }
}

/** sway(5), sway-output(5). */
function configOf(directory: string, { panel, rotation }: CompositorSetting): string {
  return [
    `output * transform ${rotation === 0 ? 'normal' : rotation}`,
    `output * background ${join(directory, 'screen.png')} fill`,
    `output HEADLESS-1 mode --custom ${panel.widthPx}x${panel.heightPx}@60Hz`,
    '',
  ].join('\n');
}

function drawsItself(sysfs: string): boolean {
  try {
    return readdirSync(sysfs)
      .filter((name) => /^card\d+$/.test(name))
      .some(
        (card) => !driversWithoutRenderer.test(basename(readlinkSync(join(sysfs, card, 'device/driver')))),
      );
  } catch {
    // What cannot be asked is not relied upon.
    return false;
  }
}

function write(path: string, content: string | Buffer): void {
  writeFileSync(path, content);
  chmodSync(path, 0o644);
}
