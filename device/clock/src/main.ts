/**
 * signet-clock: sets a doubted clock from the cloud, once, and says in one line of JSON what came of it.
 *
 * The composition root. systemd starts it when the agent has written its doubt, as a user whose only right is to
 * set the time. Exit 0: the clock is right now. Exit 1: it was left alone, `code` says why. Exit 2: settings.
 */
import { existsSync } from 'node:fs';
import { loadSettings } from '@signet/config';
import packageJson from '../package.json' with { type: 'json' };
import { isoOf, readFloorSeconds } from './believable.ts';
import { readDoubt } from './doubt.ts';
import { learnTime } from './learn-time.ts';
import { type Refusal, refused } from './outcome.ts';
import { setClock } from './set-clock.ts';
import { type ClockSettings, settingsSchema } from './settings.ts';

const outcome = loadSettings({
  program: 'signet-clock',
  summary: 'learns the time from the cloud when the clock of this device is doubted',
  version: packageJson.version,
  environmentPrefix: 'SIGNET_CLOCK_',
  schema: settingsSchema,
  argv: process.argv.slice(2),
  environment: process.env,
});
if (outcome.outcome === 'settings') {
  const { exitCode, ...line } = await correct(outcome.settings);
  process.stdout.write(`${JSON.stringify(line)}\n`);
  process.exitCode = exitCode;
} else {
  (outcome.outcome === 'help' ? process.stdout : process.stderr).write(outcome.text);
  process.exitCode = outcome.outcome === 'help' ? 0 : 2;
}

/** What is printed, besides the exit code. */
interface Line {
  exitCode: 0 | 1;
  code: string;
  [fact: string]: unknown;
}

async function correct(settings: ClockSettings): Promise<Line> {
  if (settings.synchronizedFile.some((file) => existsSync(file))) {
    return left(refused('clock-synchronized', 'NTP keeps the clock of this device'));
  }
  const cloud = readDoubt(settings.doubt);
  if (cloud.outcome === 'refused') return left(cloud);
  const signal = AbortSignal.timeout(settings.timeoutMs);
  const nowSeconds = () => Date.now() / 1_000;
  const learnt = await learnTime({
    cloud,
    roots: settings.roots,
    floorSeconds: readFloorSeconds(settings.floorFile),
    openssl: settings.openssl,
    nowSeconds,
    signal,
  });
  if (learnt.outcome === 'refused') return left(learnt, cloud.authority);
  const facts = { cloud: cloud.authority, time: isoOf(learnt.seconds), was: isoOf(nowSeconds()) };
  if (learnt.outcome === 'agrees') return { exitCode: 0, code: 'clock-agrees', ...facts };
  const failure = await setClock(settings.setCommand, learnt.seconds, signal);
  return failure === null ? { exitCode: 0, code: 'clock-set', ...facts } : left(failure, cloud.authority);
}

/** The clock was left alone. */
function left({ code, detail }: Refusal, cloud?: string): Line {
  return { exitCode: 1, code, cloud, detail };
}
