/**
 * Tells systemd how the agent is, by sd_notify(3).
 *
 * Native code that the image compiles; elsewhere it is missing, and where the agent was not started by systemd nobody
 * listens. Both are ordinary, and nothing is told. It must never keep the agent from starting.
 */
import type { LogPort, NotifyPort } from '../../ports.ts';

/** The native module. */
export type SdNotify = typeof import('sd-notify').default;

export interface SystemdNotifyOptions {
  /** `NOTIFY_SOCKET` of the environment, which the native part reads by itself. */
  socket: string | undefined;
  log: LogPort;
  load?: () => Promise<SdNotify>;
}

const silent: NotifyPort = { ready() {}, watchdog() {}, status() {}, stopping() {} };

export async function createSystemdNotify({
  socket,
  log,
  load = async () => (await import('sd-notify')).default,
}: SystemdNotifyOptions): Promise<NotifyPort> {
  if (socket === undefined || socket === '') return silent;
  try {
    const systemd = await load();
    return {
      ready: () => systemd.ready(),
      watchdog: () => systemd.watchdog(),
      status: (text) => systemd.sendStatus(text),
      stopping: () => systemd.stopping(process.pid),
    };
  } catch (cause) {
    // systemd waits for a word that will not come, and says so in its own log; this is why.
    log.log('error', 'sd-notify-missing', { cause: String(cause) });
    return silent;
  }
}
