/**
 * How Studio is built and served in development.
 *
 * Nothing may end up inline in the page: the cloud serves it with a Content-Security-Policy of 'self'.
 */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressed } from './vite-compress.ts';
import { themeCss } from './vite-theme-css.ts';
import { wholeBuild } from './vite-whole-build.ts';

/** Where `npm run dev` finds a running cloud. */
const cloud = process.env['SIGNET_STUDIO_CLOUD'] ?? 'http://127.0.0.1:8080';

const small =
  /[\\/](random-id|DirectionProvider|use-uncontrolled|RadioIcon|get-auto-contrast-value|get-contrast-color|createReactComponent|defaultAttributes|IconInfoCircle|IconAlertTriangle|queryOptions|InputBase|use-input-props|InlineInput|InlineInput\.module|CloseButton|CloseButton\.module|CloseIcon)\.(m?js|tsx?)$/;

export default defineConfig({
  plugins: [react(), themeCss(), compressed(), wholeBuild(import.meta.dirname)],
  // The workspace root holds an older React, for a test tool; everything in the page must share this one.
  resolve: { dedupe: ['react', 'react-dom'] },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Of themselves alone: what they lead to belongs to later pages.
          includeDependenciesRecursively: false,
          // What is smaller than its own request, and needed by a phone that scans a code, comes as one file.
          groups: [{ name: 'small', test: small }],
        },
      },
    },
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
