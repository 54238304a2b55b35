/**
 * `make flash`: writes the image to a disk, verifies it, and can put a configuration on it.
 *
 * Reads flags, talks to the terminal, and sets the exit code: 0 done (or listed), 1 refused or failed, 2 called
 * wrongly. It never elevates itself: without root it prints the command that has it.
 */
import { relative } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { OperationalError } from '../../device/agent/src/ports.ts';
import { listDevices } from './block-devices.ts';
import { describeCandidates } from './describe-disk.ts';
import { type DiskState, flash } from './flash.ts';
import { createProgress } from './progress.ts';
import { refusalsOf } from './refusals.ts';

const usage = `make flash DISK=/dev/sdX [CONFIG=signet.json] [TOKEN=sgt_...] [IMAGE=path] [YES=1]

Writes the Signet image to a disk, verifies what it wrote, and can put a configuration on it. Everything that was on
the disk is lost; it shows the disk and asks before. Without DISK it lists the disks of this computer.

  DISK    --disk PATH      the whole disk: /dev/sdb, sdb, or a link in /dev/disk/by-id
  CONFIG  --config FILE    goes to the boot volume as signet.json
  TOKEN   --token TOKEN    provisioning token; goes into signet.json, so that the device enrols itself
  IMAGE   --image FILE     default: image/out/signet.raw.zst; also plain images. FILE.sha256 and the block map
                           (FILE without .zst, with .bmap) are used where they lie beside it
  YES     --yes            does not ask
          --smallest-disk BYTES   for tests: accepts smaller disks than 8 GB
          --allow-loop            for tests: accepts loop devices
          --help

Exit codes: 0 done, or listed; 1 refused or failed, with the reason; 2 called wrongly.
`;

let diskState: DiskState = 'untouched';
const stateSentences: Readonly<Record<DiskState, string>> = {
  untouched: 'Nothing was written.',
  incomplete:
    'The disk is incomplete now, and nothing starts from it: flash it again before you use it for anything.',
  unconfigured:
    'The image on the disk is complete and verified, but signet.json may be missing or cut off: flash it again, or put the file onto the boot volume by hand.',
  good: 'The disk is complete and verified.',
};

process.exitCode = await run();

async function run(): Promise<0 | 1 | 2> {
  const flags = readFlags();
  if (flags === undefined) return 2;
  if (flags.help) {
    console.log(usage);
    return 0;
  }
  const limits = {
    // The image, a second slot as large, and media; and what is sold as the smallest stick today.
    smallestDiskBytes: flags.smallestDiskBytes ?? 8_000_000_000,
    roomBytes: flags.smallestDiskBytes === undefined ? 1_000_000_000 : 0,
    loopAllowed: flags['allow-loop'],
  };
  try {
    if (flags.disk === undefined) return await list(limits);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
    const outcome = await flash({
      disk: flags.disk,
      image: flags.image,
      config: flags.config,
      token: flags.token,
      limits,
      asRoot: process.geteuid?.() === 0 ? undefined : sudoCommand(),
      say: (text) => console.log(text),
      onProgress: createProgress({
        write: (text) => process.stdout.write(text),
        terminal: process.stdout.isTTY,
        nowMs: () => performance.now(),
      }),
      ask: flags.yes ? undefined : ask,
      onDiskState: (state) => {
        diskState = state;
      },
    });
    if (!outcome.done) return fail(outcome.reasons);
    console.log(`\nDone and verified. Pull the disk out, put it into the device, switch it on, and scan the code that its screen
shows${flags.config === undefined && flags.token === undefined ? '' : ' (or wait, where the configuration enrols it by itself)'}.`);
    return 0;
  } catch (error) {
    if (!(error instanceof OperationalError)) throw error;
    return fail([error.message]);
  }
}

function readFlags() {
  try {
    const { values } = parseArgs({
      options: {
        disk: { type: 'string' },
        image: { type: 'string', default: 'image/out/signet.raw.zst' },
        config: { type: 'string' },
        token: { type: 'string' },
        yes: { type: 'boolean', default: false },
        'smallest-disk': { type: 'string' },
        'allow-loop': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const smallest = values['smallest-disk'];
    if (smallest !== undefined && !/^\d+$/.test(smallest)) {
      throw new TypeError('--smallest-disk takes a number of bytes');
    }
    return { ...values, smallestDiskBytes: smallest === undefined ? undefined : Number(smallest) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    console.error(`${error.message}\n\n${usage}`);
    return undefined;
  }
}

/** What `make flash` says without a disk: the candidates, and how to go on. */
async function list(limits: {
  smallestDiskBytes: number;
  roomBytes: number;
  loopAllowed: boolean;
}): Promise<0> {
  const candidates = (await listDevices())
    .map((device) => ({ device, refusals: refusalsOf(device, { ...limits, imageBytes: 0 }) }))
    .filter(
      ({ refusals }) =>
        !refusals.some(({ code }) => ['not-a-whole-disk', 'in-memory', 'no-medium'].includes(code)),
    )
    .map(({ device, refusals }) => ({ device, refusal: refusals[0]?.message }));
  console.log(
    candidates.length === 0
      ? 'This computer shows no disk. Plug one in and try again.'
      : `Disks of this computer:\n\n${describeCandidates(candidates)}`,
  );
  console.log(
    '\nTo write the image to one of them: make flash DISK=/dev/sdX [CONFIG=signet.json] [TOKEN=sgt_...]',
  );
  return 0;
}

/** Undefined at the end of input. */
function ask(question: string): Promise<string | undefined> {
  process.stdout.write(question);
  const lines = createInterface({ input: process.stdin });
  return new Promise((resolve) => {
    lines.once('line', (line) => {
      resolve(line);
      lines.close();
    });
    lines.once('close', () => resolve(undefined));
  });
}

function fail(reasons: readonly string[]): 1 {
  for (const reason of reasons)
    console.error(`
${reason}`);
  if (diskState !== 'untouched')
    console.error(`
${stateSentences[diskState]}`);
  return 1;
}

/** At once: what is under way cannot be made good by going on for a while. */
function stop(): never {
  console.error(`
Stopped. ${stateSentences[diskState]}`);
  process.exit(1);
}

/** This very call, by root. */
function sudoCommand(): string {
  return [
    'sudo',
    relative('', process.execPath),
    relative('', process.argv[1] ?? ''),
    ...process.argv.slice(2),
  ]
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
