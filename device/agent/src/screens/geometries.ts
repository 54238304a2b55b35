/** The panels that every screen is tried on: from a bench monitor to a 4K wall, upright and sideways. */
import type { Geometry } from './screen.ts';

const sizes = [
  [640, 480],
  [480, 640],
  [800, 600],
  [1024, 600],
  [1280, 720],
  [1280, 800],
  [800, 1280],
  [1080, 1080],
  [1280, 1024],
  [1366, 768],
  [1920, 540],
  [1920, 1080],
  [1080, 1920],
  [1920, 1200],
  [3840, 2160],
  [2160, 3840],
] as const;

export const geometries: readonly Geometry[] = sizes.map(([widthPx, heightPx]) => ({ widthPx, heightPx }));

export function nameOfGeometry({ widthPx, heightPx }: Geometry): string {
  return `${widthPx}x${heightPx}`;
}
