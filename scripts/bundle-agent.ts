/**
 * Bundles the agent into one file, as a device runs it: nothing to strip, one file to read, less memory.
 *
 * Native parts and assets stay packages beside it (SQLite, the renderer, fonts, the player's page) and are found by
 * name from where the bundle lies. Development runs unbuilt and never needs this.
 */
import { isBuiltin } from 'node:module';
import { build, type Plugin } from 'esbuild';

/** What cannot be in a bundle: native modules. */
const external = ['better-sqlite3', '@resvg/resvg-js', 'sd-notify'];

/** Its other build loads its parts through a `require` that no bundler can see. */
const alias = { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' };

/** CommonJS packages within an ES module bundle call `require`, which only this gives them. */
const banner = "const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);";

/**
 * Flags and environment under which a device runs it. The agent is idle nearly always and its heavy work is native, so
 * small heaps, one allocator arena, memory given back at once, and no optimising compilers cost nothing that is felt.
 */
export const deviceRuntime = {
  nodeArgs: [
    '--max-semi-space-size=2',
    '--single-threaded-gc',
    '--no-incremental-marking',
    '--v8-pool-size=1',
    '--no-opt',
    '--no-maglev',
    '--compact-on-every-full-gc',
  ],
  environment: {
    UV_THREADPOOL_SIZE: '2',
    MALLOC_ARENA_MAX: '1',
    MALLOC_MMAP_THRESHOLD_: '131072',
    MALLOC_TRIM_THRESHOLD_: '131072',
  },
} as const;

/** zod carries its messages in some fifty languages; the agent's are read in logs, in English. */
const englishOnly: Plugin = {
  name: 'english-only',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\/zod\/v4\/locales\/[\w-]+\.js$/ }, ({ path }) =>
      /\/(index|en)\.js$/.test(path) ? null : { contents: 'export default () => ({});' },
    );
  },
};

/**
 * Node's own modules by `require`: an ES module that imports one evaluates every getter of its exports, and those of
 * `node:http` load a whole HTTP client that the agent may never use.
 */
const requiredBuiltins: Plugin = {
  name: 'required-builtins',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /.*/ }, ({ path, kind }) =>
      isBuiltin(path) && kind === 'import-statement' ? { path, namespace: 'builtin' } : null,
    );
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)})`,
    }));
  },
};

export function bundleAgent(outfile: string): Promise<string[]> {
  return bundleProgram('device/agent/src/main.ts', outfile);
}

/** Any program of a device. Returns the folders of the npm packages that went into it. */
export async function bundleProgram(main: string, outfile: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [main],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node26',
    external,
    alias,
    banner: { js: banner },
    logLevel: 'warning',
    plugins: [englishOnly, requiredBuiltins],
    metafile: true,
  });
  const packages = Object.keys(metafile.inputs).flatMap(
    (path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [],
  );
  return [...new Set(packages)];
}
