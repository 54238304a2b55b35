/**
 * Stays up while the device's configuration is wrong: shows what is wrong, and looks again until it is mended.
 *
 * An agent that ended instead would be started again and again, and the screen would flicker without ever telling more.
 * It mends nothing and connects nowhere.
 */
import {
  type DisplayPort,
  type LogPort,
  type NotifyPort,
  OperationalError,
  type TimerPort,
} from '../ports.ts';
import type { DeviceLabels } from '../screens/screen.ts';
import type { ConfigureOutcome } from './configure.ts';
import { configTroubleScreen } from './start-trouble-screens.ts';

const lookEveryMs = 3_000;

export interface Mending {
  /** What was found at the start. */
  found: ConfigureOutcome;
  look(): ConfigureOutcome;
  device: DeviceLabels;
  display: DisplayPort;
  notify: NotifyPort;
  log: LogPort;
  timers: TimerPort;
}

/** Resolves when nothing is wrong any more. */
export function awaitMended({ found, look, device, display, notify, log, timers }: Mending): Promise<void> {
  let told = '';
  let shown = '';
  let ready = false;

  async function tell(outcome: Extract<ConfigureOutcome, { outcome: 'invalid' }>): Promise<void> {
    const text = JSON.stringify(outcome.trouble);
    const screen = configTroubleScreen(outcome.trouble, device);
    if (text !== told) {
      log.log('warn', 'config-invalid', { detail: screen.detail, ...outcome.trouble });
      told = text;
    }
    try {
      const { standing } = text === shown ? ((await display.check?.()) ?? {}) : await display.show(screen);
      shown = text;
      // The picture is what this device owes now; the manager waits for it as for any other.
      if (standing !== false && !ready) notify.ready();
      if (standing !== false) ready = true;
      notify.status(`error config-invalid`);
      notify.watchdog();
    } catch (cause) {
      if (!(cause instanceof OperationalError)) throw cause;
      // A panel may come up later than this process; the next look tries it again.
      shown = '';
      log.log('error', cause.code, { detail: cause.message });
    }
  }

  return new Promise((resolve, reject) => {
    const go = async (outcome: ConfigureOutcome) => {
      if (outcome.outcome === 'configured') {
        log.log('info', 'config-mended', {});
        resolve();
        return;
      }
      await tell(outcome);
      timers.start('config-look', lookEveryMs, () => void go(look()).catch(reject));
    };
    go(found).catch(reject);
  });
}
