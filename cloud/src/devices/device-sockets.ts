/**
 * The door through which devices come: the one WebSocket path, its sockets, and one timer for them all.
 *
 * Decides nothing about a device: it turns what sockets do into events of their sessions and carries the bus's
 * word to the right one. A socket's mistake must stay its own, so every handler here is total. One shared sweep
 * instead of timers for each connection, and nothing kept of the upgrade request, keep a device at a few KiB.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { devicePath, maxMessageBytes, subprotocol } from '@signet/protocol';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Presence, SocketDependencies } from '../dependencies.ts';
import { pairingLinks } from '../enrolment/pairing-links.ts';
import { createTokenEnrolment } from '../provisioning/token-enrolment.ts';
import { ContactWriter } from './contact-writer.ts';
import { DeviceSession, type SessionContext } from './device-session.ts';
import { createGroupCommit } from './group-commit.ts';
import { closeTimeoutMs, restartRetryMs } from './session-core.ts';
import { createSessionExecutors } from './session-executors.ts';
import { createSweep } from './sweep.ts';
import { offers, pathOf, refuse } from './upgrade-request.ts';

export interface DeviceSockets {
  /** Whether the request was for the device path; if so it is dealt with, one way or the other. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Tells every device to come back in a moment, and resolves when all are gone and everything is written. */
  close(): Promise<void>;
  presence: Presence;
}

export interface DeviceSocketOptions {
  /** Milliseconds that never go back; from any origin. */
  monotonicMs?: () => number;
  /** Calls `sweep` about every second until the returned function is called. It resolves when the sweep is through. */
  startSweeping?: (sweep: () => Promise<void>) => () => void;
}

const sweepIntervalMs = 1_000;
const touchCeilingMs = 60_000;

/** Throws `PublicUrlError` where the public URL cannot stand in a QR. */
export function createDeviceSockets(
  deps: SocketDependencies,
  options: DeviceSocketOptions = {},
): DeviceSockets {
  const { log, settings, deviceBus } = deps;
  const monotonicMs = options.monotonicMs ?? (() => performance.now());
  const links = pairingLinks(deps.publicUrl);
  const present = new Map<string, DeviceSession>();
  const presence: Presence = { isOnline: (deviceId) => present.has(deviceId) };
  const contacts = new ContactWriter({ ...deps, presence });
  const sessions = new Set<DeviceSession>();
  const transact = createGroupCommit(deps.db);
  const enrolment = createTokenEnrolment({ ...deps, transact, presence });
  const world = { ...deps, links, contacts, present, monotonicMs, transact, enrolment };
  const context: SessionContext = {
    executors: createSessionExecutors(world),
    monotonicMs,
    // Well within the grace, so that the session of a connected device never expires.
    touchIntervalMs: Math.min(touchCeilingMs, settings.pairingGraceMs / 4),
    failed: (effect, cause) => log.error({ code: 'device-effect-failed', effect, err: cause }),
  };
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
    clientTracking: false,
    autoPong: false,
    handleProtocols: () => subprotocol,
  });
  // By it a device knows how wrong its clock is.
  server.on('headers', (headers) => headers.push(`Date: ${new Date(deps.clock()).toUTCString()}`));
  let isClosing = false;
  let drained: (() => void) | null = null;

  const unsubscribe = deviceBus.subscribe((deviceId) => present.get(deviceId)?.happened({ kind: 'changed' }));
  const sweep = createSweep({
    ...deps,
    graceMs: settings.pairingGraceMs,
    lapseAfterMs: settings.lapseAfterMs,
    removalGraceMs: settings.removalGraceMs,
    contacts,
  });
  const stopSweeping = (options.startSweeping ?? everySecond)(async () => {
    const atMs = monotonicMs();
    for (const session of sessions) session.happened({ kind: 'tick', atMs });
    // A device that is here although its session expired gets a fresh one at once.
    for (const deviceId of await sweep.run(atMs)) deviceBus.publish(deviceId);
  });

  function accept(socket: WebSocket, address: string): void {
    const session = new DeviceSession(socket, address, context);
    sessions.add(session);
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      const atMs = monotonicMs();
      session.happened(
        isBinary
          ? { kind: 'binary-received', atMs }
          : { kind: 'text-received', text: data.toString('utf8'), atMs },
      );
    });
    socket.on('ping', (data: Buffer) =>
      session.happened({ kind: 'ping-received', data, atMs: monotonicMs() }),
    );
    socket.on('error', (cause) => {
      // ws has sent the close frame for what it refuses (too large, not UTF-8, no frame at all); the rest is the network's.
      if (!codeOf(cause).startsWith('WS_ERR_')) return;
      session.happened({ kind: 'frame-refused', code: codeOf(cause), atMs: monotonicMs() });
    });
    socket.on('close', async () => {
      session.happened({ kind: 'dropped', atMs: monotonicMs() });
      // What the device sent last, an acknowledgement perhaps, is still on its way to the disk.
      await session.settled();
      sessions.delete(session);
      if (sessions.size === 0) drained?.();
    });
    const nonce = Buffer.from(deps.randomBytes(32)).toString('base64url');
    session.happened({ kind: 'opened', nonce, atMs: monotonicMs() });
  }

  return {
    handleUpgrade(request, socket, head) {
      if (pathOf(request) !== devicePath) return false;
      if (isClosing) {
        refuse(socket, 503, 'Service Unavailable', `Retry-After: ${Math.ceil(restartRetryMs / 1_000)}\r\n`);
        return true;
      }
      if (!offers(request, subprotocol)) {
        refuse(socket, 400, 'Bad Request', `Sec-WebSocket-Protocol: ${subprotocol}\r\n`);
        return true;
      }
      const forwardedFor = request.headers['x-forwarded-for'];
      const address = deps.clientAddress(
        request.socket.remoteAddress,
        Array.isArray(forwardedFor) ? forwardedFor.join(',') : forwardedFor,
      );
      server.handleUpgrade(request, socket, head, (accepted) => accept(accepted, address));
      return true;
    },
    async close() {
      isClosing = true;
      unsubscribe();
      for (const session of sessions) session.happened({ kind: 'shutting-down', atMs: monotonicMs() });
      stopSweeping();
      await new Promise<void>((resolve) => {
        const deadline = setTimeout(resolve, closeTimeoutMs);
        drained = () => {
          clearTimeout(deadline);
          resolve();
        };
        if (sessions.size === 0) drained();
      });
      for (const session of sessions) session.link.terminate();
      await Promise.all([...sessions].map((session) => session.settled()));
      await sweep.settled();
      await contacts.flush();
    },
    presence,
  };
}

function everySecond(sweep: () => Promise<void>): () => void {
  const timer = setInterval(() => void sweep(), sweepIntervalMs);
  timer.unref();
  return () => clearInterval(timer);
}

function codeOf(cause: Error): string {
  return 'code' in cause ? String(cause.code) : '';
}
