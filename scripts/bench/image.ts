/**
 * The built image against its budgets: how long until a code can be scanned, beside stock Debian on the same machine
 * in the same minutes; how large it is; and where time and room go.
 *
 * It measures what `image/out` holds and builds no image. What this computer cannot measure is said, never guessed:
 * a note takes the row's place.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { hasKvm } from '../../image/testing/guest-time.ts';
import { startTestCloud } from '../../image/testing/test-cloud.ts';
import { type BootTimes, raceBoots } from './boot-race.ts';
import { type Figure, type Findings, percentile, spreadOf } from './figure.ts';
import { measureSizes } from './image-sizes.ts';
import { largestPackages } from './package-sizes.ts';
import { loginOnSerial, qrOnPanel } from './panel-watch.ts';
import { whereBootGoes } from './where-boot-goes.ts';

export interface ImageBenchOptions {
  /** Raw disk image, in the folder that `make image` filled. */
  image: string;
  /** Boots of each system; 0 leaves the race out. */
  runs: number;
  /** Whether each boots twice from its disk. */
  again: boolean;
  tell: (line: string) => void;
}

const cache = '.signet/image';
const stockScript = join('image', 'bench', 'stock-debian.sh');
const evidence = '.signet/bench/boot-failure';
const programsOfRace = ['qemu-system-x86_64', 'qemu-img', 'zbarimg'];
const packagesShown = 12;

export async function benchImage(options: ImageBenchOptions): Promise<Findings> {
  const { image } = options;
  if (!existsSync(image))
    return nothing(`The image is not measured: there is none at ${image}; \`make image\` builds it.`);
  const folder = dirname(image);
  const built = `The image is the one built at ${statSync(image).mtime.toISOString()}.`;
  const race = await benchBoots(options);
  return {
    figures: [...race.figures, ...measureSizes(folder)],
    notes: [built, ...notePackages(folder), ...race.notes],
  };
}

async function benchBoots(options: ImageBenchOptions): Promise<Findings> {
  if (options.runs === 0) return nothing('Boot times are not measured, because no run was asked for.');
  const missing = missingPrograms(programsOfRace);
  if (missing.length > 0)
    return nothing(`Boot times are not measured: ${missing.join(', ')} is not installed on this computer.`);
  const stock = stockDebian();
  if (stock === null)
    return nothing('Boot times are not measured: stock Debian to compare with is made as root, once.');

  const ends: (() => unknown)[] = [];
  try {
    const cloud = await startTestCloud({ teardown: (end) => ends.unshift(end) });
    // Stock Debian gets the same strings from the machine, and ignores them.
    const setup = { credentials: cloud.credentials };
    const { image, runs, again, tell } = options;
    const racers = [
      { name: 'Signet', image, goal: qrOnPanel },
      { name: 'stock Debian', image: stock, goal: loginOnSerial },
    ];
    const load = loadavg()[0]?.toFixed(1);
    const times = await raceBoots(racers, { rounds: runs, again, setup, evidence, tell });
    tell('  once more, with a look inside');
    // It explains what was measured; should it fail, that still stands.
    const analysis = await whereBootGoes({ ...setup, image }).catch((error) => `Not known: ${error}`);
    return {
      figures: bootFigures(times.get('Signet'), times.get('stock Debian')),
      notes: [
        `Boots ran in turns on QEMU ${hasKvm ? 'with' : 'without'} KVM; the load of this computer was ${load} before.`,
        `Where the image's boot goes, in a run of its own with a probe inside:\n\n${analysis}`,
      ],
    };
  } finally {
    for (const end of ends) await end();
  }
}

/** Rows of both systems, and the ratio that the budget is about. */
export function bootFigures(signet: BootTimes | undefined, stock: BootTimes | undefined): Figure[] {
  const rows = (which: keyof BootTimes, when: string, budget: number | null): Figure[] => {
    const [ours, theirs] = [signet?.[which] ?? [], stock?.[which] ?? []];
    if (ours.length === 0 || theirs.length === 0) return [];
    const row = (what: string, values: number[]): Figure => ({
      what: `${what}, ${when}, median of ${values.length}`,
      measured: percentile(values, 0.5),
      spread: spreadOf(values),
      budget: null,
      unit: 's',
    });
    const ratio = percentile(ours, 0.5) / percentile(theirs, 0.5);
    return [
      row('power-on to a QR that decodes', ours),
      row('power-on to the login prompt of stock minimal Debian trixie', theirs),
      { what: `the first by the second, ${when}`, measured: ratio, budget, unit: '' },
    ];
  };
  return [...rows('first', 'first boot', 1), ...rows('again', 'second boot', null)];
}

function notePackages(folder: string): string[] {
  const manifest = join(folder, 'signet.manifest');
  const lists = join(cache, 'packages/lib/apt/lists');
  const packages = existsSync(manifest) ? largestPackages(manifest, lists, packagesShown) : [];
  if (packages.length === 0) return [];
  const lines = packages.map(
    ({ name, kib }) => `${String(Math.round(kib / 976.5625)).padStart(6)} MB  ${name}`,
  );
  return [`The largest packages, as Debian ships them, uncompressed:\n\n${lines.join('\n')}`];
}

export function missingPrograms(names: readonly string[]): string[] {
  return names.filter((name) => spawnSync(name, ['--version']).error !== undefined);
}

/** Path of its disk; null where it would have to be made and this user may not. */
function stockDebian(): string | null {
  const made = spawnSync(stockScript, {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (made.status === 0) return made.stdout.trim();
  if (process.getuid?.() !== 0) return null;
  throw new Error('Stock Debian could not be made: see above.');
}

function nothing(note: string): Findings {
  return { figures: [], notes: [note] };
}
