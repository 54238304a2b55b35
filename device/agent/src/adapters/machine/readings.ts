/**
 * How the machine is, looked at every half minute: disk, memory, heat, panel, names, clock.
 *
 * From files of the kernel, whose folders are given so that a test can have its own. It tells what it finds and judges
 * nothing; what is not there is left out. A look-up of a name may take long, so there is never more than one, and
 * looks go on without it.
 */
import { lookup } from 'node:dns/promises';
import { readdir, readFile, statfs } from 'node:fs/promises';
import { isIP } from 'node:net';
import { uptime } from 'node:os';
import { join } from 'node:path';
import type { Measured, ReadingsPort } from '../../ports.ts';

export interface ReadingsOptions {
  /** Where the device keeps its data. */
  data: string;
  /** Origin of the cloud, whose name is looked up. */
  cloud: string;
  /** Whether the panel is this device's own. */
  ownsPanel: boolean;
  procfs?: string;
  sysfs?: string;
  lookEveryMs?: number;
  resolve?(host: string): Promise<unknown>;
}

const intervalMs = 30_000;
/** A kernel file may say what no sensor measures. */
const plausibleCelsius = { min: -50, max: 150 };

export function createReadings(options: ReadingsOptions): ReadingsPort {
  const { data, ownsPanel, procfs = '/proc', sysfs = '/sys', lookEveryMs = intervalMs } = options;
  const namesResolve = watchName(new URL(options.cloud).hostname, options.resolve ?? lookup);
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function measure(): Promise<Measured> {
    const [disk, memory, temperature, panel] = await Promise.all([
      readDisk(data),
      readMemory(procfs),
      readTemperature(sysfs),
      ownsPanel ? readPanel(sysfs) : {},
    ]);
    return {
      uptimeMs: Math.round(uptime() * 1_000),
      ...disk,
      ...memory,
      ...temperature,
      ...panel,
      ...namesResolve(),
      wallOverMonotonicMs: Date.now() - performance.now(),
    };
  }

  return {
    watch(looked) {
      const look = async () => {
        const measured = await measure();
        if (!closed) looked(measured);
      };
      void look();
      timer = setInterval(() => void look(), lookEveryMs);
    },
    close() {
      closed = true;
      clearInterval(timer);
    },
  };
}

async function readDisk(data: string): Promise<Pick<Measured, 'diskFreeBytes' | 'diskTotalBytes'>> {
  try {
    const { bavail, blocks, bsize } = await statfs(data);
    return { diskFreeBytes: bavail * bsize, diskTotalBytes: blocks * bsize };
  } catch {
    return {};
  }
}

/** `MemAvailable` is what can be had without swapping (proc_meminfo(5)). */
async function readMemory(
  procfs: string,
): Promise<Pick<Measured, 'memoryAvailableBytes' | 'memoryTotalBytes'>> {
  const text = (await readText(join(procfs, 'meminfo'))) ?? '';
  const bytes = (field: string) => {
    const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  };
  const available = bytes('MemAvailable');
  const total = bytes('MemTotal');
  if (available === undefined || total === undefined) return {};
  return { memoryAvailableBytes: available, memoryTotalBytes: total };
}

/** The hottest zone; where there is none, the hottest sensor. Thousandths of a degree (sysfs-class-thermal, -hwmon). */
async function readTemperature(sysfs: string): Promise<Pick<Measured, 'temperatureCelsius'>> {
  const zones = await readAll(join(sysfs, 'class/thermal'), /^thermal_zone\d+$/, ['temp']);
  const sensors = zones.length > 0 ? [] : await readAll(join(sysfs, 'class/hwmon'), /^hwmon\d+$/, inputs);
  const celsius = [...zones, ...sensors]
    .map((text) => Number.parseInt(text, 10) / 1_000)
    .filter((value) => value > plausibleCelsius.min && value < plausibleCelsius.max);
  return celsius.length === 0 ? {} : { temperatureCelsius: Math.max(...celsius) };
}

const inputs = ['temp1_input', 'temp2_input', 'temp3_input'];

/** One connected connector is enough. Reading asks no panel: the kernel says what it knows. */
async function readPanel(sysfs: string): Promise<Pick<Measured, 'panelConnected'>> {
  const statuses = await readAll(join(sysfs, 'class/drm'), /^card\d+-/, ['status']);
  const known = statuses.filter((status) => status === 'connected' || status === 'disconnected');
  return known.length === 0 ? {} : { panelConnected: known.includes('connected') };
}

/** What these files say, of each folder that is called so; files that cannot be read are passed over. */
async function readAll(parent: string, called: RegExp, files: readonly string[]): Promise<string[]> {
  const names = await readdir(parent).catch(() => []);
  const paths = names
    .filter((name) => called.test(name))
    .flatMap((name) => files.map((file) => join(parent, name, file)));
  const texts = await Promise.all(paths.map(readText));
  return texts.filter((text) => text !== null);
}

async function readText(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    return null;
  }
}

/** Looks the name up at each call and answers by the look-up before; one that is still under way counts as failing. */
function watchName(host: string, resolve: (host: string) => Promise<unknown>) {
  if (isIP(host.replace(/^\[|\]$/g, '')) !== 0) return (): Pick<Measured, 'namesResolve'> => ({});
  let last: Pick<Measured, 'namesResolve'> = {};
  let isUnderWay = false;
  return () => {
    if (isUnderWay) return { namesResolve: false };
    const answer = last;
    isUnderWay = true;
    resolve(host)
      .then(
        () => true,
        () => false,
      )
      .then((namesResolve) => {
        last = { namesResolve };
        isUnderWay = false;
      });
    return answer;
  };
}
