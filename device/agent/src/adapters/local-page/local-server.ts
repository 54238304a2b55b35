/**
 * The agent's loopback server: the page, the screen drawn for it, the media it plays, and its socket.
 *
 * Listens on loopback and nowhere else, answers only those who call it by its own name, and serves only what is
 * listed here. It decides nothing about what is shown; the display and the player adapters tell it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { livePath, mediaPath, type PlayerReport, reachablePath, screenPath } from '@signet/player/local-api';
import type { Playlist } from '@signet/protocol';
import { type LogPort, OperationalError } from '../../ports.ts';
import type { Geometry, Screen } from '../../screens/screen.ts';
import { readPageFiles } from './local-server-files.ts';
import { isForeign, isLoopback, isOwnHost, isOwnOrigin, ownHosts } from './local-server-guard.ts';
import { createLivePages } from './local-server-live.ts';
import { serveMedia } from './local-server-media.ts';
import { commonHeaders, pagePolicy, picturePolicy } from './local-server-policy.ts';
import { type Reachable, readReachable } from './local-server-reach.ts';
import { createLocalStage } from './local-server-stage.ts';

export interface LocalServerOptions {
  /** A loopback address or `localhost`. */
  host: string;
  /** 0: any free one. */
  port: number;
  /** The built page: `dist/` of @signet/player. */
  pageDirectory: string;
  /** Where the media store keeps files under their SHA-256. */
  mediaDirectory: string;
  drawScreen(screen: Screen, geometry: Geometry): string;
  log: LogPort;
  /** Whether a web page can be shown. */
  readReachable?(address: string): Promise<Reachable>;
  /** How long closing waits for pages to answer. */
  closeGraceMs?: number;
}

export interface LocalServer {
  /** Such as `http://127.0.0.1:8090`. */
  readonly origin: string;
  /** Tells every open page; false when this screen stands already. */
  setScreen(screen: Screen): boolean;
  /** Tells every open page to play this; null: to go back to the screen. */
  setPlaylist(playlist: Playlist | null): void;
  /** Returns the way to end the subscription. */
  onReport(listener: (report: PlayerReport) => void): () => void;
  /** The same, for each word of a page that its picture advances. */
  onAlive(listener: () => void): () => void;
  close(): Promise<void>;
}

/**
 * Resolves when it listens.
 * @throws OperationalError `not-loopback`, `player-not-built`, `address-in-use`, `listen-failed`
 */
export async function createLocalServer(options: LocalServerOptions): Promise<LocalServer> {
  const { host, log } = options;
  if (!isLoopback(host)) {
    throw new OperationalError('not-loopback', `The agent listens on loopback only, and ${host} is not.`);
  }
  const files = readPageFiles(options.pageDirectory);
  const stage = createLocalStage(options.drawScreen);
  const listeners = new Set<(report: PlayerReport) => void>();
  const aliveListeners = new Set<() => void>();
  const pages = createLivePages({
    reported(report) {
      for (const listener of listeners) listener(report);
    },
    alive() {
      for (const listener of aliveListeners) listener();
    },
  });
  let hosts: ReadonlySet<string> = new Set();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(commonHeaders)) response.setHeader(name, value);
    if (!isOwnHost(request.headers.host, hosts)) {
      // RFC 9110 section 15.5.20: this server does not speak for that name.
      response.writeHead(421).end();
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end();
      return;
    }
    if (isForeign(request.headers)) {
      response.writeHead(403).end();
      return;
    }
    const url = URL.parse(request.url ?? '', 'http://local');
    const path = url?.pathname ?? '';
    if (path === screenPath) {
      answerScreen(url?.searchParams ?? new URLSearchParams(), response);
      return;
    }
    if (path === reachablePath) {
      const address = stage.addressOf(url?.searchParams.get('item') ?? '');
      if (address === null) response.writeHead(404).end();
      else {
        response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
        response.end(JSON.stringify(await (options.readReachable ?? readReachable)(address)));
      }
      return;
    }
    if (path.startsWith(mediaPath)) {
      const sha256 = path.slice(mediaPath.length);
      const media = /^[0-9a-f]{64}$/.test(sha256) ? stage.mediaOf(sha256) : null;
      if (media === null) response.writeHead(404).end();
      else await serveMedia(options.mediaDirectory, sha256, media, request, response);
      return;
    }
    answerFile(path, response);
  }

  function answerScreen(query: URLSearchParams, response: ServerResponse): void {
    const drawing = stage.draw(Number(query.get('w')), Number(query.get('h')));
    if (drawing === null) {
      response.writeHead(404).end();
      return;
    }
    response
      .writeHead(200, {
        'Content-Type': 'image/svg+xml; charset=utf-8',
        'Cache-Control': 'no-store',
        'Content-Security-Policy': picturePolicy,
      })
      .end(drawing);
  }

  function answerFile(path: string, response: ServerResponse): void {
    const file = files.get(path);
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    response
      .writeHead(200, {
        'Content-Type': file.type,
        'Content-Length': file.body.length,
        'Cache-Control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
        'Content-Security-Policy': pagePolicy,
      })
      .end(file.body);
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { headers, url } = request;
    const refused = !isOwnHost(headers.host, hosts)
      ? '421 Misdirected Request'
      : !isOwnOrigin(headers.origin, headers.host)
        ? '403 Forbidden'
        : url !== livePath
          ? '404 Not Found'
          : null;
    if (refused === null) pages.accept(request, socket, head, stage.present());
    else socket.end(`HTTP/1.1 ${refused}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((cause: unknown) => {
      log.log('error', 'local-answer-failed', { path: request.url, cause: String(cause) });
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    upgrade(request, socket, head);
  });
  const { port } = await listen(server, host, options.port);
  hosts = ownHosts(host, port);

  return {
    origin: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    setScreen(screen) {
      const message = stage.setScreen(screen);
      if (message !== null) pages.tell(message);
      return message !== null;
    },
    setPlaylist: (playlist) => pages.tell(stage.setPlaylist(playlist)),
    onReport(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onAlive(listener) {
      aliveListeners.add(listener);
      return () => aliveListeners.delete(listener);
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await pages.close(options.closeGraceMs ?? 500);
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: ReturnType<typeof createServer>, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const inUse = cause.code === 'EADDRINUSE';
      const why = inUse ? 'another program uses this address' : cause.message;
      reject(
        new OperationalError(
          inUse ? 'address-in-use' : 'listen-failed',
          `The agent cannot listen on ${host}:${port}: ${why}. Choose another with --listen.`,
          { cause },
        ),
      );
    });
    server.listen(port, host, () => resolve(server.address() as AddressInfo));
  });
}
