/**
 * Puts a build in place all at once.
 *
 * Vite empties `dist/` first and fills it while it works; whoever is served from it meanwhile gets half a Studio,
 * and two builds at a time destroy each other's. So each builds beside it, and the finished folder takes the
 * place of the old one.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

export function wholeBuild(studio: string): Plugin {
  const inPlace = join(studio, 'dist');
  const beside = join(studio, 'node_modules', `.build-${process.pid}`);
  const before = `${beside}-before`;
  return {
    name: 'signet-whole-build',
    apply: 'build',
    config: () => ({ build: { outDir: beside, emptyOutDir: true } }),
    closeBundle: {
      order: 'post',
      sequential: true,
      handler() {
        try {
          if (!existsSync(join(beside, 'index.html'))) return;
          if (existsSync(inPlace)) renameSync(inPlace, before);
          renameSync(beside, inPlace);
        } catch (error) {
          // Another build took the place between the two renames: it is as good as this one.
          if (!existsSync(join(inPlace, 'index.html'))) throw error;
        } finally {
          rmSync(before, { recursive: true, force: true });
          rmSync(beside, { recursive: true, force: true });
        }
      },
    },
  };
}
