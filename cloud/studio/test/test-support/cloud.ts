/** A real cloud as a process of its own, with an empty database, serving the Studio that was just built. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';

const main = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));

/** Resolves with its public address; ends with the test. `more`: further flags, of which later ones win. */
export async function startCloud(t: Test, ...more: readonly string[]): Promise<string> {
  return (await startCloudWithData(t, ...more)).url;
}

/** The same, with the folder that its database is in. */
export async function startCloudWithData(
  t: Pick<Test, 'teardown'>,
  ...more: readonly string[]
): Promise<{ url: string; data: string }> {
  const data = mkdtempSync(join(tmpdir(), 'signet-studio-'));
  // Each browser context has an address of its own, so that the limits on one of them stop no other test.
  const child = spawn(
    process.execPath,
    [main, '--data', data, '--listen', '127.0.0.1:0', '--trusted-proxies', '127.0.0.1', ...more],
    { env: { PATH: process.env['PATH'] }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'close');
  t.teardown(async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(data, { recursive: true, force: true });
  });
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    const { code, publicUrl: url } = JSON.parse(line);
    if (code === 'listening') {
      child.stdout.resume();
      return { url, data };
    }
  }
  throw new Error(`The cloud ended before it listened:\n${lines.join('\n')}`);
}
