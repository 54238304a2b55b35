/**
 * The two real programs as processes, for tests of the whole path.
 *
 * Nothing in them is replaced: tests see what a person sees (a framebuffer, a page, the API) and do what power and
 * networks do (kill, cut). Ports are the system's choice, data lives in a folder of its own.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Program, startProgram } from '../../program.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export function newFolder(what: string): string {
  return mkdtempSync(join(tmpdir(), `signet-e2e-${what}-`));
}

/** Whoever ends what was started: a test of tap, or a program that cleans up after itself. */
export interface Owner {
  teardown(end: () => unknown): unknown;
}

export interface RunningCloud {
  /** Origin that it listens on, and its public URL. */
  readonly url: string;
  readonly data: string;
  readonly program: Program;
}

/** Starts a cloud; a `listen` of an earlier one starts it at the same address again. */
export async function startCloud(
  t: Owner,
  options: { data?: string; listen?: string; args?: readonly string[] } = {},
): Promise<RunningCloud> {
  const data = options.data ?? newFolder('cloud');
  const program = startProgram(
    'cloud',
    join(root, 'cloud/src/main.ts'),
    ['--data', data, '--listen', options.listen ?? '127.0.0.1:0', ...(options.args ?? [])],
    join(data, 'cloud.log'),
  );
  t.teardown(() => program.kill());
  const line = JSON.parse(await program.untilLine(/"code":"listening"/));
  return { url: String(line.url), data, program };
}

export interface RunningAgent {
  readonly data: string;
  /** A plain file of 32 bits for each pixel. */
  readonly framebuffer: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** The loopback page that shows the screen and plays. */
  readonly page: string;
  readonly deviceId: string;
  readonly program: Program;
}

export interface AgentOptions {
  cloud: string;
  data?: string;
  bootId?: string;
  serial?: string;
  /** Stands in the configuration of the device. */
  provisioningToken?: string;
  /** Milliseconds by which its wall clock is wrong. */
  clockOffMs?: number;
  /** Milliseconds between two looks at its health, in place of half a minute. */
  healthLookMs?: number;
}

export async function startAgent(t: Owner, options: AgentOptions): Promise<RunningAgent> {
  const data = options.data ?? newFolder('device');
  const framebuffer = join(data, 'panel');
  const [widthPx, heightPx] = [1280, 720];
  const clock = options.clockOffMs === undefined ? [] : ['--import', wrongClock(options.clockOffMs)];
  const health = options.healthLookMs === undefined ? [] : ['--import', quickLooks(options.healthLookMs)];
  const { provisioningToken } = options;
  const deviceConfig = join(data, 'signet.json');
  if (provisioningToken !== undefined) writeFileSync(deviceConfig, JSON.stringify({ provisioningToken }));
  const program = startProgram(
    'agent',
    join(root, 'device/agent/src/main.ts'),
    [
      ...['--cloud', options.cloud, '--data', data, '--listen', '127.0.0.1:0'],
      ...(provisioningToken === undefined ? [] : ['--device-config', deviceConfig]),
      ...[
        '--display',
        'framebuffer',
        '--framebuffer',
        framebuffer,
        '--geometry',
        `${widthPx}x${heightPx}x32`,
      ],
      ...[
        '--model',
        'Node Pro',
        '--serial',
        options.serial ?? 'E2E-1',
        '--boot-id',
        options.bootId ?? 'boot-1',
      ],
    ],
    join(data, 'agent.log'),
    { nodeArgs: [...clock, ...health] },
  );
  t.teardown(() => program.kill());
  const line = JSON.parse(await program.untilLine(/"code":"started"/));
  return {
    data,
    framebuffer,
    widthPx,
    heightPx,
    page: String(line.page),
    deviceId: String(line.deviceId),
    program,
  };
}

/** A module that makes each interval of half a minute a shorter one, so that an hour of looks passes in seconds. */
function quickLooks(lookMs: number): string {
  const source = `const right = globalThis.setInterval; globalThis.setInterval = (run, ms, ...a) =>
    right(run, ms === 30000 ? ${lookMs} : ms, ...a);`;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

/** A module that moves `Date` before anything else runs, as a wrong hardware clock would. */
function wrongClock(offMs: number): string {
  const source = `const Right = Date; globalThis.Date = class extends Right {
    constructor(...a) { super(...(a.length ? a : [Right.now() + ${offMs}])); }
    static now() { return Right.now() + ${offMs}; } };`;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}
