/**
 * Builds the two web parts, Studio and the player, when their sources are newer than what was built.
 *
 * Everything else runs unbuilt; browsers do not take TypeScript. Done before anything that serves them, so that a first
 * start says what it is waiting for and a second one waits for nothing.
 */
import { existsSync } from 'node:fs';
import { ensurePlayerBuilt } from '@signet/player/ensure-built';
import { ensureBuilt as ensureStudioBuilt } from '../cloud/studio/test/test-support/ensure-built.ts';

export async function buildWeb(): Promise<void> {
  const isFirst = !existsSync('cloud/studio/dist/index.html') || !existsSync('device/player/dist/index.html');
  if (isFirst) console.log('Building the player and Studio ...');
  await ensurePlayerBuilt();
  await ensureStudioBuilt();
}
