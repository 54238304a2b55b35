/**
 * How a device is: declared warnings, and the readings that they were concluded from.
 *
 * The device concludes, because only it can when the network is away; cloud, Studio and console show the same words
 * from this one table. A code that is not in the table comes from a later device and is kept and shown as it is.
 */
import { z } from 'zod';

/** `critical`: the public sees it. `warning`: it will come to that. `notice`: good to know. */
export type Severity = 'critical' | 'warning' | 'notice';

export interface WarningWords {
  severity: Severity;
  /** One sentence: what is so. */
  title: string;
  /** One sentence: what to do. */
  advice: string;
}

/** Every warning that this version can raise. Codes are added, never renamed. */
export const warnings = {
  'picture-frozen': {
    severity: 'critical',
    title: 'The picture does not move on.',
    advice: 'The device restarts its player by itself; if this stays, restart the device.',
  },
  'player-failed': {
    severity: 'critical',
    title: 'The player failed several times in a row.',
    advice: 'Look at the playlist last changed, then restart the player.',
  },
  'player-restarted': {
    severity: 'warning',
    title: 'The player had to be restarted.',
    advice: 'Once is no trouble; if it comes back, take a log bundle and look at the playlist.',
  },
  'panel-disconnected': {
    severity: 'critical',
    title: 'No panel is connected.',
    advice: 'Check the display cable and whether the panel is switched on.',
  },
  'content-missing': {
    severity: 'warning',
    title: 'Some content could not be fetched.',
    advice: 'The device tries again by itself; check the network and the files in Media.',
  },
  'disk-full': {
    severity: 'critical',
    title: 'The disk is full.',
    advice: 'Use a smaller playlist, or reload the content to make room.',
  },
  'disk-low': {
    severity: 'warning',
    title: 'The disk is nearly full.',
    advice: 'Use a smaller playlist before there is no room left.',
  },
  'memory-low': {
    severity: 'warning',
    title: 'Memory is short.',
    advice: 'Look for a heavy web page in the playlist, then restart the player.',
  },
  'temperature-high': {
    severity: 'warning',
    title: 'The device is hot.',
    advice: 'Give it air, and check its fan and where it is mounted.',
  },
  'name-resolution-failing': {
    severity: 'warning',
    title: 'Names cannot be resolved.',
    advice: 'Check the DNS server that the network hands out.',
  },
  'connection-unstable': {
    severity: 'warning',
    title: 'The connection breaks often.',
    advice: 'Check the cable, the switch or the strength of the Wi-Fi.',
  },
  'clock-wrong': {
    severity: 'warning',
    title: 'The clock is wrong.',
    advice: 'Allow the device to reach a time server, or name one in its configuration.',
  },
  'database-rebuilt': {
    severity: 'warning',
    title: 'The device had to rebuild its database.',
    advice: 'Nothing is to be done once; if it comes back, the disk is failing.',
  },
  'agent-restarted': {
    severity: 'warning',
    title: "The device's own software was restarted.",
    advice: 'Once is no trouble; if it comes back, take a log bundle.',
  },
} as const satisfies Record<string, WarningWords>;

export type WarningCode = keyof typeof warnings;

/** The words for a code, also for one that this version does not know. */
export function warningWords(code: string): WarningWords {
  return Object.hasOwn(warnings, code)
    ? warnings[code as WarningCode]
    : { severity: 'warning', title: code, advice: 'This warning comes from a newer device.' };
}

export const warningSchema = z.object({
  /** Stable, kebab-case. */
  code: z.string().min(1).max(64),
  /** What the words cannot say, such as which file. */
  detail: z.string().max(300).optional(),
});

/** What was measured; a device leaves out what it has no sensor for. */
export const readingsSchema = z.object({
  uptimeMs: z.int().nonnegative().optional(),
  diskFreeBytes: z.int().nonnegative().optional(),
  diskTotalBytes: z.int().nonnegative().optional(),
  memoryAvailableBytes: z.int().nonnegative().optional(),
  memoryTotalBytes: z.int().nonnegative().optional(),
  temperatureCelsius: z.number().min(-100).max(300).optional(),
  playerRestarts: z.int().nonnegative().optional(),
  /** Device clock minus the cloud's, as far as the device knows it. */
  clockOffsetMs: z.int().optional(),
});

/** Device to cloud: sent when a warning comes or goes, and seldom otherwise. All that is wrong, every time. */
export const healthSchema = z.object({
  type: z.literal('health'),
  warnings: z.array(warningSchema).max(32),
  readings: readingsSchema,
});

export type Warning = z.infer<typeof warningSchema>;
export type Readings = z.infer<typeof readingsSchema>;
export type HealthMessage = z.infer<typeof healthSchema>;
