/**
 * The built page, read once: what is not among its files does not exist, whatever a path may say.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { OperationalError } from '../../ports.ts';

export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
  /** Its name holds a hash of its content. */
  readonly immutable: boolean;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Files by URL path; `/` is the page. @throws OperationalError `player-not-built` */
export function readPageFiles(directory: string): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  try {
    for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      const path = relative(directory, file).split(sep).join('/');
      files.set(path === 'index.html' ? '/' : `/${path}`, {
        type: types[extname(entry.name)] ?? 'application/octet-stream',
        body: readFileSync(file),
        immutable: path.startsWith('assets/'),
      });
    }
  } catch (cause) {
    throw notBuilt(directory, cause);
  }
  if (!files.has('/')) throw notBuilt(directory);
  return files;
}

function notBuilt(directory: string, cause?: unknown): OperationalError {
  return new OperationalError(
    'player-not-built',
    `There is no built player page in ${directory}. Build it with: npm run build -w @signet/player`,
    { cause },
  );
}
