/**
 * How Studio is built and served in development.
 *
 * Nothing may end up inline in the page: the cloud serves it with a Content-Security-Policy of 'self'.
 */
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressed } from './vite-compress.ts';
import { themeCss } from './vite-theme-css.ts';
import { wholeBuild } from './vite-whole-build.ts';

/** Where `npm run dev` finds a running cloud. */
const cloud = process.env['SIGNET_STUDIO_CLOUD'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react(), themeCss(), compressed(), wholeBuild(import.meta.dirname)],
  // The workspace root holds an older React, for a test tool; everything in the page must share this one.
  resolve: { dedupe: ['react', 'react-dom'] },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: [firstLoad()] } } },
  },
  server: {
    proxy: Object.fromEntries(
      // The cloud takes writes from its own origin alone, so what the page sends is made to look like that.
      ['/api', '/media', '/healthz'].map((path) => [
        path,
        { target: cloud, changeOrigin: true, headers: { origin: new URL(cloud).origin } },
      ]),
    ),
  },
});

interface ModuleInfo {
  importedIds: readonly string[];
}

/**
 * What the entry needs before anything else is one file, however many pages share parts of it: left alone, each set of
 * pages that shares something gets a file of its own, and a scan by phone waits for a dozen of them.
 */
function firstLoad() {
  let first: Set<string> | null = null;
  function closure(infoOf: (id: string) => ModuleInfo | null): Set<string> {
    const found = new Set([join(import.meta.dirname, 'index.html')]);
    // Grows while it is walked.
    for (const id of found) for (const imported of infoOf(id)?.importedIds ?? []) found.add(imported);
    return found;
  }
  return {
    name(id: string, context: { getModuleInfo(id: string): ModuleInfo | null }) {
      first ??= closure((one) => context.getModuleInfo(one));
      return first.has(id) ? 'first' : null;
    },
  };
}
