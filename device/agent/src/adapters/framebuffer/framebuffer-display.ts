/**
 * Draws screens into a framebuffer: renders, finds the rows that changed, writes those and nothing else.
 *
 * What stands on the panel is read back from it rather than kept: that costs a few milliseconds for each change and saves a
 * whole frame of memory for all the hours in which nothing changes.
 *
 * What is on the panel outlives every mishap: a device that is gone is waited for and drawn anew when it is back, a
 * show never interleaves with another, and the newest screen wins. Must never leave an older screen standing as if it
 * were the newest, nor clear the panel.
 */
import { isDeepStrictEqual } from 'node:util';
import type { DisplayPort, LogPort, Shown } from '../../ports.ts';
import { drawScreen } from '../../screens/draw-screen.ts';
import { type Pixels, panelGeometry, rasterise, renderPng } from '../../screens/rasterise.ts';
import type { Geometry, Rotation, Screen } from '../../screens/screen.ts';
import { type FramebufferDevice, type FramebufferPlace, openFramebuffer } from './framebuffer-device.ts';
import { convertRows, type FramebufferFormat, lineBytes } from './framebuffer-format.ts';
import { framebufferError, isGone } from './framebuffer-sysfs.ts';

export interface FramebufferOptions extends FramebufferPlace {
  rotation: Rotation;
  log: LogPort;
  /** Told of every write, for tests and the bench. */
  written?: ((positionBytes: number, bytes: number) => void) | undefined;
}

export interface FramebufferDisplay extends DisplayPort {
  check: NonNullable<DisplayPort['check']>;
  /** The newest screen as a PNG, upright, and the panel's own pixels; null where there is no panel or no screen. */
  picture(): { png: Buffer; panel: Geometry } | null;
}

/** Rows are converted and written in pieces of at most this size, which keeps memory small and the cache warm. */
const pieceBytes = 2 * 1024 * 1024;

const notThere: Shown = { drawn: false, standing: false };

/** Opens nothing yet; the first `show` or `check` does. */
export function createFramebufferDisplay(options: FramebufferOptions): FramebufferDisplay {
  const { rotation, log } = options;
  let device: FramebufferDevice | null = null;
  /** What is on the device now; null where that is not known. */
  let standing: Screen | null = null;
  let newest: Screen | null = null;
  /** The panel of this device was switched on, or could not be. */
  let lit = false;
  let closed = false;
  let queue: Promise<unknown> = Promise.resolve();

  /** Runs one at a time, in order. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = queue.then(work, work);
    queue = run.catch(() => {});
    return run;
  }

  async function letGo(code: string, fields: Record<string, unknown>): Promise<void> {
    if (device === null) return;
    log.log('warn', code, { path: options.path, ...fields });
    // The kernel may already have taken it away, which makes closing fail and changes nothing.
    await device.close().catch(() => {});
    device = null;
    standing = null;
  }

  async function reach(): Promise<FramebufferDevice | null> {
    if (device !== null && !(await device.isCurrent())) await letGo('framebuffer-replaced', {});
    if (device === null) {
      device = await openFramebuffer(options);
      standing = null;
      lit = false;
      if (device !== null) log.log('info', 'framebuffer-opened', { path: options.path, ...device.format });
    }
    return device;
  }

  /** After the picture, so that the first thing seen is that. */
  async function light(drawnOn: FramebufferDevice): Promise<void> {
    if (lit) return;
    lit = true;
    const outcome = await drawnOn.light();
    if (outcome !== 'lit') log.log('info', 'framebuffer-not-lit', { path: options.path, reason: outcome });
  }

  async function draw(screen: Screen): Promise<Shown> {
    // Once more after a device that vanished in between; if that one vanishes too, `check` finds the next.
    for (let attempt = 0; attempt < 2 && !closed; attempt += 1) {
      const reached = await reach();
      if (reached === null) return notThere;
      if (standing !== null && isDeepStrictEqual(standing, screen)) return { drawn: false };
      const { format } = reached;
      const geometry = panelGeometry(format, rotation);
      const pixels = rasterise(drawScreen(screen, geometry), geometry, rotation);
      try {
        const before = standing;
        // Until all is written, what stands there is neither the one nor the other.
        standing = null;
        const drawn = await writeChanges(reached, pixels, before !== null, options.written);
        standing = screen;
        await light(reached);
        return { drawn };
      } catch (cause) {
        if (!isGone(cause)) throw framebufferError('framebuffer-write-failed', options.path, cause);
        await letGo('framebuffer-lost', { cause });
      }
    }
    return closed ? { drawn: false } : notThere;
  }

  return {
    show(screen) {
      newest = screen;
      return inTurn(async () => (newest === screen ? draw(screen) : notThere));
    },
    check() {
      return inTurn(async () => (newest === null ? { drawn: false } : draw(newest)));
    },
    picture() {
      if (device === null || newest === null) return null;
      const { widthPx, heightPx } = device.format;
      const panel = { widthPx, heightPx };
      return { png: renderPng(drawScreen(newest, panelGeometry(panel, rotation))), panel };
    },
    close() {
      return inTurn(async () => {
        closed = true;
        await device?.close().catch(() => {});
        device = null;
      });
    },
  };
}

/** Writes each run of rows that differ from what stands there; all of them where a picture of ours does not stand yet. */
async function writeChanges(
  device: FramebufferDevice,
  pixels: Pixels,
  compares: boolean,
  written: FramebufferOptions['written'],
): Promise<boolean> {
  const { format } = device;
  const pieceRows = Math.min(format.heightPx, Math.max(1, Math.floor(pieceBytes / format.strideBytes)));
  const piece = Buffer.alloc(pieceRows * format.strideBytes);
  const there = compares ? Buffer.allocUnsafeSlow(piece.length) : null;
  let drawn = false;
  for (let from = 0; from < format.heightPx; from += pieceRows) {
    const rows = Math.min(pieceRows, format.heightPx - from);
    const bytes = convertRows(pixels, from, from + rows, format, piece);
    const known = there === null ? 0 : await device.read(there.subarray(0, bytes), positionOf(format, from));
    const runs = changedRuns(piece, there !== null && known === bytes ? there : null, rows, format);
    for (const run of runs) {
      const start = run.from * format.strideBytes;
      const end = (run.to - 1) * format.strideBytes + lineBytes(format);
      const position = positionOf(format, from + run.from);
      await device.write(piece.subarray(start, end), position);
      written?.(position, end - start);
      drawn = true;
    }
  }
  return drawn;
}

function positionOf(format: FramebufferFormat, row: number): number {
  return format.offsetBytes + row * format.strideBytes;
}

/** Runs of rows whose pixels differ, as half-open ranges, from the top; what the stride adds does not count. */
export function changedRuns(
  now: Buffer,
  before: Buffer | null,
  rows: number,
  format: Pick<FramebufferFormat, 'widthPx' | 'bitsPerPixel' | 'strideBytes'>,
): { from: number; to: number }[] {
  if (before === null) return [{ from: 0, to: rows }];
  const runs: { from: number; to: number }[] = [];
  const line = lineBytes(format);
  for (let row = 0; row < rows; row += 1) {
    const start = row * format.strideBytes;
    if (now.compare(before, start, start + line, start, start + line) === 0) continue;
    const last = runs.at(-1);
    if (last?.to === row) last.to = row + 1;
    else runs.push({ from: row, to: row + 1 });
  }
  return runs;
}
