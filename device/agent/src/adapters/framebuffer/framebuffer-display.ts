/**
 * Draws screens into a framebuffer: renders, finds the rows that changed, writes those and nothing else.
 *
 * What is on the panel outlives every mishap: a device that is gone is waited for and drawn anew when it is back, a
 * show never interleaves with another, and the newest screen wins. Must never leave an older screen standing as if it
 * were the newest, nor clear the panel.
 */
import { isDeepStrictEqual } from 'node:util';
import type { DisplayPort, LogPort } from '../../ports.ts';
import { drawScreen } from '../../screens/draw-screen.ts';
import { type Pixels, panelGeometry, rasterise } from '../../screens/rasterise.ts';
import type { Rotation, Screen } from '../../screens/screen.ts';
import { type FramebufferDevice, type FramebufferPlace, openFramebuffer } from './framebuffer-device.ts';
import { convertRows, type FramebufferFormat } from './framebuffer-format.ts';
import { framebufferError, isGone } from './framebuffer-sysfs.ts';

export interface FramebufferOptions extends FramebufferPlace {
  rotation: Rotation;
  log: LogPort;
  /** Told of every write, for tests and the bench. */
  written?: ((positionBytes: number, bytes: number) => void) | undefined;
}

export type FramebufferDisplay = DisplayPort & Required<Pick<DisplayPort, 'check'>>;

/** Rows are converted and written in pieces of at most this size, which keeps memory small and the cache warm. */
const pieceBytes = 4 * 1024 * 1024;

/** Opens nothing yet; the first `show` or `check` does. */
export function createFramebufferDisplay(options: FramebufferOptions): FramebufferDisplay {
  const { rotation, log } = options;
  let device: FramebufferDevice | null = null;
  /** What is on the device now; null where that is not known. */
  let standing: { screen: Screen; pixels: Pixels } | null = null;
  let newest: Screen | null = null;
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
      if (device !== null) log.log('info', 'framebuffer-opened', { path: options.path, ...device.format });
    }
    return device;
  }

  async function draw(screen: Screen): Promise<{ drawn: boolean }> {
    // Once more after a device that vanished in between; if that one vanishes too, `check` finds the next.
    for (let attempt = 0; attempt < 2 && !closed; attempt += 1) {
      const reached = await reach();
      if (reached === null) return { drawn: false };
      if (standing !== null && isDeepStrictEqual(standing.screen, screen)) return { drawn: false };
      const { format } = reached;
      const geometry = panelGeometry(format, rotation);
      const pixels = rasterise(drawScreen(screen, geometry), geometry, rotation);
      try {
        const before = standing?.pixels ?? null;
        // Until all is written, what stands there is neither the one nor the other.
        standing = null;
        const drawn = await writeChanges(reached, pixels, before, options.written);
        standing = { screen, pixels };
        return { drawn };
      } catch (cause) {
        if (!isGone(cause)) throw framebufferError('framebuffer-write-failed', options.path, cause);
        await letGo('framebuffer-lost', { cause });
      }
    }
    return { drawn: false };
  }

  return {
    show(screen) {
      newest = screen;
      return inTurn(async () => (newest === screen ? draw(screen) : { drawn: false }));
    },
    check() {
      return inTurn(async () => (newest === null ? { drawn: false } : draw(newest)));
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

/** Writes each run of rows that differ from `before`, all of them where that is null. */
async function writeChanges(
  device: FramebufferDevice,
  pixels: Pixels,
  before: Pixels | null,
  written: FramebufferOptions['written'],
): Promise<boolean> {
  const { format } = device;
  const pieceRows = Math.max(1, Math.floor(pieceBytes / format.strideBytes));
  let piece: Buffer | null = null;
  for (const run of changedRuns(pixels, before)) {
    for (let from = run.from; from < run.to; from += pieceRows) {
      const to = Math.min(from + pieceRows, run.to);
      piece ??= Buffer.alloc(Math.min(pieceRows, format.heightPx) * format.strideBytes);
      const bytes = convertRows(pixels, from, to, format, piece);
      const position = positionOf(format, from);
      await device.write(piece.subarray(0, bytes), position);
      written?.(position, bytes);
    }
  }
  return piece !== null;
}

function positionOf(format: FramebufferFormat, row: number): number {
  return format.offsetBytes + row * format.strideBytes;
}

/** Runs of rows that differ, as half-open ranges, from the top. */
export function changedRuns(pixels: Pixels, before: Pixels | null): { from: number; to: number }[] {
  const { heightPx, widthPx, rgba } = pixels;
  if (before === null || before.widthPx !== widthPx || before.heightPx !== heightPx) {
    return [{ from: 0, to: heightPx }];
  }
  const runs: { from: number; to: number }[] = [];
  const rowBytes = widthPx * 4;
  for (let row = 0; row < heightPx; row += 1) {
    const [start, end] = [row * rowBytes, (row + 1) * rowBytes];
    if (rgba.compare(before.rgba, start, end, start, end) === 0) continue;
    const last = runs.at(-1);
    if (last?.to === row) last.to = row + 1;
    else runs.push({ from: row, to: row + 1 });
  }
  return runs;
}
