/**
 * Builds the page into `dist/`: hashed assets, nothing inline, so that the agent can serve it under a policy that
 * allows its own files and no others.
 */
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  build: {
    target: 'chrome120',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // A local agent for `npm run dev`: its screens, media and socket behind Vite's own server.
  server: {
    proxy: Object.fromEntries(
      ['/screen.svg', '/media', '/live'].map((path) => [
        path,
        { target: 'http://127.0.0.1:8090', changeOrigin: true, ws: path === '/live', rewriteWsOrigin: true },
      ]),
    ),
  },
});
