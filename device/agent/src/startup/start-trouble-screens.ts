/**
 * The screens for what keeps the agent from starting: what is wrong, where, and what to do about it.
 *
 * Pure. Written for whoever stands in front of the panel; what only a developer could use is left to the log.
 */
import type { ConfigProblem } from '@signet/config/device-config';
import type { OperationalError } from '../ports.ts';
import type { DeviceLabels, Screen } from '../screens/screen.ts';
import type { ConfigTrouble } from './configure.ts';

type ErrorScreen = Extract<Screen, { kind: 'error' }>;

/** More would be too small to read; the rest shows when these are mended. */
const maxProblems = 3;
/** A key that somebody mistyped may be of any length. */
const maxKeyLength = 40;

export function configTroubleScreen(trouble: ConfigTrouble, device: DeviceLabels): ErrorScreen {
  const code = 'config-invalid';
  if (trouble.kind === 'no-cloud') {
    return {
      kind: 'error',
      device,
      code,
      title: 'The cloud’s address is missing',
      detail: `This device is not told which cloud it belongs to. It looked in ${trouble.looked.join(', ')}.`,
      action:
        'Write it into one of these, such as {"cloud": "https://signet.example"}, then restart the device. ' +
        'A file that is saved while this is shown is taken within seconds.',
    };
  }
  const { problems } = trouble;
  const left = problems.length - maxProblems;
  return {
    kind: 'error',
    device,
    code,
    title: problems.length === 1 ? 'The configuration has a mistake' : 'The configuration has mistakes',
    detail: [
      ...problems.slice(0, maxProblems).map((problem) => `${wordsOf(problem)}.`),
      ...(left > 0 ? [`And ${left} more.`] : []),
    ].join(' '),
    action:
      'Correct it where it was written, then restart the device. ' +
      'A file that is corrected while this is shown is taken within seconds.',
  };
}

function wordsOf({ label, line, key, message }: ConfigProblem): string {
  if (line === null) return `${label} ${message}`;
  const what =
    key === null ? 'it' : `“${key.length > maxKeyLength ? `${key.slice(0, maxKeyLength)}…` : key}”`;
  return `${label}, line ${line}: ${what} ${message}`;
}

/** For what an adapter met before the core could run. */
export function startTroubleScreen(trouble: OperationalError, device: DeviceLabels): ErrorScreen {
  const again = 'It tries again by itself. If this stays, restart the device;';
  return trouble.code === 'storage-full'
    ? {
        kind: 'error',
        device,
        code: trouble.code,
        title: 'This device’s storage is full',
        detail: trouble.message,
        action: `${again} if that does not help, reset it to its factory state or flash it anew, then pair it again.`,
      }
    : {
        kind: 'error',
        device,
        code: trouble.code,
        title: 'This device cannot start',
        detail: trouble.message,
        action: `${again} if that does not help, flash it anew.`,
      };
}
