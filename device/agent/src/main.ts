/**
 * The agent's composition root: reads the settings, opens the world, and lets the core decide.
 *
 * The only module that knows every adapter, and the only one that reads the environment and ends the process. It
 * holds no decision of its own: what it meets before the core can run (a key or a database that cannot be opened)
 * it shows as an error screen and leaves to the service manager to try again. While the device's configuration is wrong
 * it stays up to say so, and ends once that is mended, to be started with it.
 */
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSettings } from '@signet/config';
import packageJson from '../package.json' with { type: 'json' };
import { createClockDoubt } from './adapters/clock-doubt.ts';
import { createCloudConnection } from './adapters/cloud-connection/cloud-connection.ts';
import type { FramebufferDisplay } from './adapters/framebuffer/framebuffer-display.ts';
import { openKeyFile } from './adapters/key-file/key-file.ts';
import { createLocalPlayer } from './adapters/local-page/local-player.ts';
import { createLocalServer, type LocalServer } from './adapters/local-page/local-server.ts';
import { createFreeSpace } from './adapters/machine/free-space.ts';
import { readBootId, readLabels } from './adapters/machine/machine.ts';
import { createReadings } from './adapters/machine/readings.ts';
import { setRunMarker } from './adapters/machine/run-marker.ts';
import { createSystemNetwork } from './adapters/machine/system-network.ts';
import { trustAlso } from './adapters/machine/trust-certificates.ts';
import { createMediaStore } from './adapters/media-store/media-store.ts';
import { createPinoLog, isJournal } from './adapters/pino-log.ts';
import { openSqliteStore } from './adapters/sqlite-store/sqlite-store.ts';
import { createSystemdNotify } from './adapters/systemd-notify/systemd-notify.ts';
import { writeTimeServers } from './adapters/time-servers.ts';
import { createTimers } from './adapters/timers.ts';
import { writeCompositorFiles } from './adapters/unit-player/compositor-files.ts';
import { createPlayerUnit } from './adapters/unit-player/player-unit.ts';
import { createUnitPlayer } from './adapters/unit-player/unit-player.ts';
import { initialState } from './core/state.ts';
import { createEngine } from './effects/engine.ts';
import { createExecutors } from './effects/executors.ts';
import {
  type DisplayPort,
  type LogPort,
  type NotifyPort,
  OperationalError,
  type StorePort,
} from './ports.ts';
import { drawScreen } from './screens/draw-screen.ts';
import { type AgentSettings, settingsSchema } from './settings.ts';
import { awaitMended } from './startup/await-mended.ts';
import { type Configuration, configure } from './startup/configure.ts';
import { createDisplays } from './startup/create-displays.ts';
import { startTroubleScreen } from './startup/start-trouble-screens.ts';

const outcome = loadSettings({
  program: 'signet-agent',
  summary: 'shows the pairing code, pairs with a Signet cloud, and plays what the account wants',
  version: packageJson.version,
  environmentPrefix: 'SIGNET_AGENT_',
  schema: settingsSchema,
  argv: process.argv.slice(2),
  environment: process.env,
});
if (outcome.outcome === 'settings') await start(outcome.settings);
else {
  (outcome.outcome === 'help' ? process.stdout : process.stderr).write(outcome.text);
  process.exitCode = outcome.outcome === 'help' ? 0 : 2;
}

async function start(settings: AgentSettings): Promise<void> {
  const device = { ...readLabels(), version: packageJson.version };
  if (settings.model !== undefined) device.model = settings.model;
  if (settings.serial !== undefined) device.serial = settings.serial;

  const log = createPinoLog({ journal: isJournal(process.env['JOURNAL_STREAM']) });
  const notify = await createSystemdNotify({ socket: process.env['NOTIFY_SOCKET'], log });
  const found = configure(settings);
  const { rotation } = found.outcome === 'configured' ? found.configuration : found;
  const mediaDirectory = join(settings.data, 'media');
  const server = await createLocalServer({
    ...settings.listen,
    pageDirectory: dirname(fileURLToPath(import.meta.resolve('@signet/player/dist/index.html'))),
    mediaDirectory,
    drawScreen,
    log,
  }).catch(failBeforeDisplay);
  const { display, panel } = createDisplays(settings, rotation, server, log);

  const leave = async (code: number) => {
    await Promise.all([display.close(), server.close()]);
    process.exitCode = code;
  };

  if (found.outcome === 'invalid') {
    const timers = createTimers();
    await awaitMended({ found, look: () => configure(settings), device, display, notify, log, timers });
    await leave(0);
    return;
  }
  const { caCertificates, timeServers } = found.configuration;
  trustAlso(caCertificates);
  try {
    if (settings.timeServersFile !== undefined) writeTimeServers(settings.timeServersFile, timeServers);
    await run(settings, found.configuration, device, { server, display, panel, notify, log, mediaDirectory });
  } catch (cause) {
    if (!(cause instanceof OperationalError)) throw cause;
    log.log('error', cause.code, { detail: cause.message });
    const { standing } = await display.show(startTroubleScreen(cause, device));
    // What stops the agent before its core runs is a picture too, and systemd is not to wait for another.
    if (standing !== false) notify.ready();
    notify.status(`error ${cause.code}`);
    await leave(1);
  }
}

interface Stage {
  server: LocalServer;
  display: DisplayPort;
  panel: FramebufferDisplay | null;
  notify: NotifyPort;
  log: LogPort;
  mediaDirectory: string;
}

async function run(
  settings: AgentSettings,
  { cloud, provisioningToken, rotation, caCertificates, from }: Configuration,
  device: { model: string; serial: string; version: string },
  { server, display, panel, notify, log, mediaDirectory }: Stage,
): Promise<void> {
  const identity = await openKeyFile(join(settings.data, 'identity', 'key.json'));
  const store = openSqliteStore(join(settings.data, 'agent.db'));
  if (identity.origin === 'replaced') {
    store.addNotice({
      code: 'identity-replaced',
      detail: 'The key file was damaged; this device has a new identity.',
    });
  }
  const connection = createCloudConnection(cloud);
  const timers = createTimers();
  const clock = createClockDoubt({ path: settings.clockDoubt ?? null, caCertificates });
  const network = createSystemNetwork();
  const freeSpace = createFreeSpace(settings.data);
  const readings = createReadings({ data: settings.data, cloud, ownsPanel: panel !== null });
  const bootId = settings.bootId ?? readBootId() ?? randomUUID();
  const runMarker = setRunMarker(join(settings.data, 'running'), bootId);
  const media = createMediaStore({ directory: mediaDirectory, cloudOrigin: cloud, fetch });
  const page = createLocalPlayer({
    server,
    onReport: (report) => {
      if (report.type !== 'item-started') engine.happened({ kind: 'player-reported', report });
    },
  });
  const { playerUnit: directory, playerCgroup: cgroup } = settings;
  const unit = directory === undefined ? null : createPlayerUnit({ directory, cgroup });
  const prepare = () => {
    const picture = panel?.picture() ?? null;
    if (directory !== undefined) writeCompositorFiles(directory, picture && { ...picture, rotation });
  };
  const player = unit === null ? page : createUnitPlayer({ unit, page, prepare });

  const engine = createEngine(
    initialState({
      device,
      deviceId: identity.deviceId,
      bootId,
      agentKilled: runMarker.wasKilled,
      versions: { agent: packageJson.version },
      cloud,
      provisioningToken,
      ...readMemory(store),
      ownsPlayer: unit !== null,
    }),
    (happened) =>
      createExecutors(
        {
          ...{ display, connection, identity, store, media, player, notify, timers, clock, log },
          random: Math.random,
        },
        happened,
      ),
    crash,
  );

  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.log('info', 'stopping', { signal });
    notify.stopping();
    engine.stop();
    network.close();
    freeSpace.close();
    readings.close();
    unit?.close();
    timers.close();
    connection.close();
    await Promise.all([display.close(), server.close()]);
    store.close();
    runMarker.remove();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void stop(signal));

  log.log('info', 'started', {
    deviceId: identity.deviceId,
    key: identity.origin,
    page: server.origin,
    cloud,
    configuredBy: from,
    databaseSetAside: store.setAside,
  });
  engine.happened({ kind: 'started' });
  network.watch((interfaces) => engine.happened({ kind: 'network-changed', interfaces }));
  freeSpace.watch((freeBytes) => engine.happened({ kind: 'storage-looked', freeBytes }));
  readings.watch((measured) => engine.happened({ kind: 'health-looked', measured }));
  unit?.watch((running) => engine.happened({ kind: 'player-unit-changed', running }));
  if (unit !== null) server.onAlive(() => engine.happened({ kind: 'player-alive' }));
}

function readMemory(store: StorePort) {
  return {
    pairing: store.readPairing(),
    binding: store.readBinding(),
    unboundReason: store.readUnboundReason(),
    notices: store.readNotices(),
  };
}

/** Without the loopback page there may be no display to show anything on, so the terminal it is. */
function failBeforeDisplay(cause: unknown): never {
  if (!(cause instanceof OperationalError)) throw cause;
  process.stderr.write(`signet-agent: ${cause.message}\n`);
  process.exit(1);
}

/** A defect: say it and die, so that the service manager starts the agent afresh. */
function crash(cause: unknown): never {
  throw cause;
}
