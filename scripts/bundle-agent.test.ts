/**
 * The bundle as a device would start it: that it loads at all, with every package that it carries, and that what is
 * measured runs as the image's unit runs it.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { bundleAgent, deviceRuntime } from './bundle-agent.ts';

t.test('the bundled agent loads, and knows its settings', async (t) => {
  // Below the repository, where the native packages beside it are found.
  const parent = join(import.meta.dirname, '../.signet');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'bundle-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const bundle = join(folder, 'agent.mjs');
  await bundleAgent(bundle);
  const run = spawnSync(process.execPath, [...deviceRuntime.nodeArgs, bundle, '--help'], {
    encoding: 'utf8',
  });
  t.equal(run.stderr, '');
  t.match(run.stdout, /--device-config FILE/);
  t.equal(run.status, 0);
});

t.test('the unit of the image starts the agent with the same flags and environment', async (t) => {
  const unit = new URL('../image/mkosi.extra/usr/lib/systemd/system/signet-agent.service', import.meta.url);
  const text = readFileSync(unit, 'utf8');
  const [, flags] = /^ExecStart=\S+ (.*) \S+$/m.exec(text) ?? [];
  t.same(flags?.split(' '), deviceRuntime.nodeArgs);
  const [, variables] = /^Environment=NODE_ENV=production (.*)$/m.exec(text) ?? [];
  t.same(
    Object.fromEntries((variables ?? '').split(' ').map((one) => one.split('='))),
    deviceRuntime.environment,
  );
});
