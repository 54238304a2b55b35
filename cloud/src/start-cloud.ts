/**
 * The cloud's composition: makes every real part, joins them, and ends them in order.
 *
 * Nothing but `main.ts` imports this file, which is apart from it for one reason: it loads everything, and
 * `main.ts` first says where the compiled form of everything is kept.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import type { Logger } from 'pino';
import packageJson from '../package.json' with { type: 'json' };
import { createApp } from './app.ts';
import { startAuditKeeper } from './audit/keep-audit.ts';
import { ensureSamples } from './content/default-playlist.ts';
import { startMediaKeeper } from './content/forget-media.ts';
import { createDiskMediaStore } from './content/media-store.ts';
import { samplePlaylist } from './content/samples/samples.ts';
import { isUpload } from './content/upload-request.ts';
import { migrate } from './database/migrate.ts';
import { openDatabase } from './database/open-database.ts';
import type { SocketDependencies } from './dependencies.ts';
import { forgetConnections } from './devices/contact-writer.ts';
import { createLocalDeviceBus } from './devices/device-bus.ts';
import { createDeviceSockets } from './devices/device-sockets.ts';
import { createLocalDeviceNewsBus } from './events/device-news.ts';
import { createFeeds } from './events/feeds.ts';
import { feedSettings } from './events/stream-settings.ts';
import { createAddressReader } from './http/client-address.ts';
import { listen } from './http/server.ts';
import { createIdentity } from './identity/better-auth-identity.ts';
import { deriveKey, openSecret } from './identity/secret.ts';
import { readProvidersFile } from './identity/sign-in/provider-settings.ts';
import { startMail } from './mail/start-mail.ts';
import type { Settings } from './settings.ts';

const mebibyte = 1024 * 1024;

/** Resolves when the cloud is ready, or when it was refused with a reason in the log. */
export async function startCloud(settings: Settings, data: string, log: Logger): Promise<void> {
  const db = openDatabase({ file: join(data, 'cloud.sqlite') });
  const migrated = await migrate(db);
  if (migrated.outcome === 'newer-database') {
    log.fatal(
      { code: 'newer-database', unknown: migrated.unknown, data },
      'This data was written by a newer version of Signet. Start that version, or restore an older backup.',
    );
    process.exitCode = 1;
    return db.destroy();
  }

  await forgetConnections(db, Date.now());

  const secret = openSecret(data, randomBytes);
  const mediaStore = createDiskMediaStore(join(data, 'media'));
  await mediaStore.forgetReceived();
  const clock = () => Date.now();
  const defaultContent = await ensureSamples({ db, mediaStore, clock }, samplePlaylist);
  const server = await listen({ ...settings.listen, tls: tlsOf(settings), isUpload });
  const publicUrl = settings.publicUrl ?? server.url;
  const origins = [publicUrl, ...settings.additionalOrigins];
  const sessionKey = deriveKey(secret, 'sessions');
  const mail = startMail({ db, clock, randomBytes, log }, settings);

  const identity = await createIdentity({
    db,
    clock,
    randomBytes,
    log,
    publicUrl,
    origins,
    sessionKey,
    defaultContent,
    deviceLimit: settings.deviceLimit ?? null,
    signIn: {
      mail,
      providers: settings.signInProviders === undefined ? [] : readProvidersFile(settings.signInProviders),
      internalIdpOrigins: settings.internalIdpOrigins,
      providerDeadlineMs: 20_000,
    },
  });

  const shared: SocketDependencies = {
    db,
    clock,
    randomBytes,
    log,
    publicUrl,
    origins,
    clientAddress: createAddressReader(settings.trustedProxies),
    deviceBus: createLocalDeviceBus(),
    newsBus: createLocalDeviceNewsBus(),
    identity,
    mediaStore,
    mediaTokenKey: deriveKey(secret, 'media-tokens'),
    settings: {
      pairingGraceMs: settings.pairingGraceMs,
      undoWindowMs: 10 * 60_000,
      removalGraceMs: settings.removalGraceMs,
      lapseAfterMs: settings.lapseAfterMs === 0 ? null : settings.lapseAfterMs,
      mediaTokenMs: 12 * 3_600_000,
      mediaMaxBytes: settings.mediaMaxMb * mebibyte,
      mediaQuotaBytes: settings.mediaQuotaMb === 0 ? null : settings.mediaQuotaMb * mebibyte,
    },
  };
  const sockets = createDeviceSockets(shared);
  const { auditKeptDays } = settings;
  const auditTermMs = auditKeptDays === 0 ? null : auditKeptDays * 24 * 3_600_000;
  const auditKeeper = startAuditKeeper({ db, clock, log, auditTermMs });
  const keep = defaultContent.items.map(({ sha256 }) => sha256);
  const mediaKeeper = startMediaKeeper({ db, clock, log, mediaStore, keep });
  const feeds = createFeeds({ ...shared, ...feedSettings });
  const studioDirectory = settings.studio ?? fileURLToPath(new URL('../studio/dist', import.meta.url));
  const app = createApp(
    { ...shared, presence: sockets.presence, feeds, mail, signIn: identity.signIn, keys: identity.keys },
    { studioDirectory, version: packageJson.version },
  );
  server.serve({ request: getRequestListener(app.fetch), upgrade: sockets.handleUpgrade });
  // Whoever reads the next line may stop us at once.
  onStop(async (signal) => {
    log.info({ code: 'stopping', signal }, 'telling devices to come back in a moment');
    feeds.close();
    await Promise.all([server.close(settings.shutdownDeadlineMs), sockets.close()]);
    await mail?.close();
    await Promise.all([auditKeeper.close(), mediaKeeper.close()]);
    await db.destroy();
    log.info({ code: 'stopped' }, 'stopped');
  });
  log.info({ code: 'listening', url: server.url, publicUrl, data }, 'the cloud is ready');
}

/** Once in good order at the first signal; at the second at once. */
function onStop(stop: (signal: string) => Promise<void>): void {
  let stopping = false;
  const stopOnce = (signal: string) => {
    if (stopping) process.exit(1);
    stopping = true;
    void stop(signal).then(() => process.exit(0));
  };
  process.on('SIGTERM', stopOnce);
  process.on('SIGINT', stopOnce);
}

function tlsOf(settings: Settings): { certFile: string; keyFile: string } | null {
  if (settings.tlsCert === undefined || settings.tlsKey === undefined) return null;
  return { certFile: settings.tlsCert, keyFile: settings.tlsKey };
}
