/**
 * What the pairing screen costs while nothing changes: processor time, memory, and writes to the panel.
 */
import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { bundleAgent, deviceRuntime } from '../bundle-agent.ts';
import { startProgram } from '../program.ts';
import type { Figure } from './figure.ts';

/** What `sysconf(_SC_CLK_TCK)` is on every Linux that Node runs on. */
const ticksPerSecond = 100;

export async function benchIdle(minutes: number): Promise<Figure[]> {
  const data = mkdtempSync(join(tmpdir(), 'signet-bench-'));
  const cloud = startProgram(
    'cloud',
    'cloud/src/main.ts',
    ['--data', join(data, 'cloud'), '--listen', '127.0.0.1:0'],
    join(data, 'cloud.log'),
  );
  const url = String(JSON.parse(await cloud.untilLine(/"code":"listening"/)).url);
  const bundle = '.signet/bench/agent.mjs';
  await bundleAgent(bundle);
  const start = (name: string, main: string, runtime: Parameters<typeof startProgram>[4]) =>
    startProgram(
      name,
      main,
      [
        ...[
          '--cloud',
          url,
          '--data',
          join(data, name),
          '--listen',
          '127.0.0.1:0',
          '--display',
          'framebuffer',
        ],
        ...['--framebuffer', join(data, `${name}-panel`), '--geometry', '1920x1080x32'],
      ],
      join(data, `${name}.log`),
      runtime,
    );
  const agent = start('bundled', bundle, deviceRuntime);
  const unbuilt = start('unbuilt', 'device/agent/src/main.ts', {});
  await Promise.all([agent, unbuilt].map((one) => one.untilLine(/"code":"started"/)));
  await wait(10_000);

  const panel = join(data, 'bundled-panel');
  const written = statSync(panel).mtimeMs;
  const before = cpuSeconds(agent.pid);
  const seconds = minutes * 60;
  await wait(seconds * 1_000);
  const figures: Figure[] = [
    {
      what: 'agent CPU while the pairing screen stands',
      measured: ((cpuSeconds(agent.pid) - before) / seconds) * 100,
      budget: 0.5,
      unit: '% of a core',
    },
    {
      what: `agent memory (RSS) after ${minutes} min of pairing, bundled as on a device`,
      measured: memoryMiB(agent.pid, 'VmRSS'),
      budget: 80,
      unit: 'MiB',
    },
    {
      what: 'of that its own, the rest being shared file pages',
      measured: memoryMiB(agent.pid, 'RssAnon'),
      budget: null,
      unit: 'MiB',
    },
    {
      what: `agent memory (RSS) after ${minutes} min of pairing, unbuilt as in development`,
      measured: memoryMiB(unbuilt.pid, 'VmRSS'),
      budget: null,
      unit: 'MiB',
    },
    {
      what: 'writes to the panel while nothing changed',
      measured: statSync(panel).mtimeMs === written ? 0 : 1,
      budget: 0,
      unit: '',
    },
  ];
  for (const program of [agent, unbuilt, cloud]) await program.stop();
  return figures;
}

/** User and system time of all threads: fields 14 and 15 of `/proc/<pid>/stat` (proc(5)). */
function cpuSeconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** A line of `/proc/<pid>/status` (proc(5)). */
function memoryMiB(pid: number, field: 'VmRSS' | 'RssAnon'): number {
  const match = new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(match?.[1]) / 1024;
}
