/**
 * From a pairing screen that changed to its pixels in the framebuffer: draw, rasterise, convert, write.
 *
 * The framebuffer is a plain file, which the kernel keeps in memory while it is written, as it does a real one.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFramebufferDisplay } from '../../device/agent/src/adapters/framebuffer/framebuffer-display.ts';
import { drawScreen } from '../../device/agent/src/screens/draw-screen.ts';
import { rasterise } from '../../device/agent/src/screens/rasterise.ts';
import type { Screen } from '../../device/agent/src/screens/screen.ts';
import { type Figure, percentile } from './figure.ts';

const rounds = 20;

export async function benchScreens(): Promise<Figure[]> {
  return [...(await measure(1920, 1080, 30)), ...(await measure(3840, 2160, 120))];
}

async function measure(widthPx: number, heightPx: number, budgetMs: number): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'signet-bench-'));
  const display = createFramebufferDisplay({
    path: join(folder, 'panel'),
    geometry: { widthPx, heightPx, bitsPerPixel: 32 },
    rotation: 0,
    log: { log: () => undefined },
  });
  const changed: number[] = [];
  const same: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    changed.push(await clock(() => display.show(pairingScreen(round))));
    same.push(await clock(() => display.show(pairingScreen(round))));
  }
  const renderer = await measureRenderer(widthPx, heightPx);
  await display.close();
  rmSync(folder, { recursive: true });
  const size = `${widthPx}x${heightPx}`;
  return [
    {
      what: `pairing screen drawn and blitted, ${size}, median`,
      measured: percentile(changed, 0.5),
      budget: budgetMs,
      unit: 'ms',
    },
    { what: `of that resvg alone, ${size}, median`, measured: renderer, budget: null, unit: 'ms' },
    {
      what: `the same screen again, ${size}, median`,
      measured: percentile(same, 0.5),
      budget: null,
      unit: 'ms',
    },
  ];
}

/** The renderer's own share, which is the yardstick of the budget (14 and 50 ms where that was set). */
async function measureRenderer(widthPx: number, heightPx: number): Promise<number> {
  const geometry = { widthPx, heightPx };
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const svg = drawScreen(pairingScreen(round), geometry);
    times.push(await clock(async () => rasterise(svg, geometry, 0)));
  }
  return percentile(times, 0.5);
}

async function clock(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

/** Another code each round: what changes on a real screen. */
function pairingScreen(round: number): Screen {
  const id = `MFRGGZDFMZTWQ2LKNNWG23TP${'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[round % 26]}B`;
  return {
    kind: 'pairing',
    device: { model: 'Node Pro', serial: 'NP-2041-00017', version: '0.1.0' },
    url: `HTTPS://SIGNET.EXAMPLE/P/${id}`,
    code: `K7QM-3XH${'23456789ABCDEFGHJKMN'[round % 20]}`,
    shortUrl: 'signet.example/pair',
    link: { state: 'online' },
    banner: null,
  };
}
