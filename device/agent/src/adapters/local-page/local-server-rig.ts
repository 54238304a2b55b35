/**
 * For tests: a real local server with real files, and a real browser that opens its page.
 *
 * The browser is one for each test file; each test opens pages of its own.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePlayerBuilt } from '@signet/player/ensure-built';
import type { PlayerReport } from '@signet/player/local-api';
import type { Item, Playlist } from '@signet/protocol';
import type { Test } from 'tap';
import type { Geometry, Screen } from '../../screens/screen.ts';
import { createLocalServer, type LocalServer, type LocalServerOptions } from './local-server.ts';

/** A screen as a flat colour, where a test is not about what screens look like. */
export function drawPlainly(screen: Screen, { widthPx, heightPx }: Geometry): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}"><rect width="100%" height="100%" fill="#224488"/><!-- ${screen.kind} ${widthPx}x${heightPx} --></svg>`;
}

export interface Rig {
  server: LocalServer;
  mediaDirectory: string;
  reports: PlayerReport[];
  /** Resolves with the first report, past or to come, of which the predicate holds. */
  report(matches: (report: PlayerReport) => boolean): Promise<PlayerReport>;
  /** Resolves with the next report. */
  next(): Promise<void>;
  logged: string[];
}

export async function startServer(t: Test, options: Partial<LocalServerOptions> = {}): Promise<Rig> {
  const mediaDirectory = options.mediaDirectory ?? t.testdir();
  const logged: string[] = [];
  const server = await createLocalServer({
    host: '127.0.0.1',
    port: 0,
    pageDirectory: await ensurePlayerBuilt(),
    mediaDirectory,
    drawScreen: drawPlainly,
    log: { log: (_level, code) => logged.push(code) },
    closeGraceMs: 100,
    ...options,
  });
  const reports: PlayerReport[] = [];
  const waiting = new Set<() => void>();
  server.onReport((report) => {
    reports.push(report);
    for (const look of waiting) look();
  });
  t.teardown(() => server.close());
  return {
    server,
    mediaDirectory,
    reports,
    logged,
    next: () =>
      new Promise((resolve) => {
        const stop = server.onReport(() => {
          stop();
          resolve();
        });
      }),
    report: (matches) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = reports.find(matches);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}

/** Puts a file where the media store would, and names it. */
export function keepMedia(directory: string, body: string | Buffer): string {
  const sha256 = createHash('sha256').update(body).digest('hex');
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, sha256), body);
  return sha256;
}

type ItemOf<Kind extends Item['kind']> = Extract<Item, { kind: Kind }>;

/** A picture of one colour. */
export function pictureItem(directory: string, colour: string, durationMs = 700): ItemOf<'picture'> {
  const body = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 9"><rect width="16" height="9" fill="${colour}"/></svg>`;
  const media = { sha256: keepMedia(directory, body), bytes: body.length, type: 'image/svg+xml' };
  return { id: `item-${colour}`, name: colour, kind: 'picture', durationMs, media };
}

/** A page of one colour, which a script in it sets; `script` runs after that. */
export function pageItem(directory: string, colour: string, durationMs = 700, script = ''): ItemOf<'page'> {
  const body = `<!doctype html><body><script>document.body.style.background = '${colour}'; ${script}</script>`;
  const media = { sha256: keepMedia(directory, body), bytes: body.length, type: 'text/html' };
  return { id: `item-${colour}`, name: colour, kind: 'page', durationMs, media };
}

/** A film of one blue, a second and a half long. */
export function filmItem(directory: string, durationMs = 700): ItemOf<'video'> {
  const body = readFileSync(new URL('../../../testdata/films/blue.webm', import.meta.url));
  const media = { sha256: keepMedia(directory, body), bytes: body.length, type: 'video/webm' };
  return { id: 'item-film', name: 'film', kind: 'video', durationMs, media };
}

export function webItem(url: string, durationMs = 700): ItemOf<'web'> {
  return { id: 'item-web', name: 'web', kind: 'web', durationMs, url };
}

export function playlistOf(...items: Item[]): Playlist {
  return { id: 'playlist-1', name: 'Test', items };
}

export const testDevice = { model: 'Node Pro', serial: 'SN-1', version: '0.1.0' };
