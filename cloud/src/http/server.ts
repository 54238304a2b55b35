/**
 * The listening socket, plain or TLS: opens, hands requests over, and closes in good order.
 *
 * It listens before there is anything to answer with, because only then is a free port known; requests that come
 * in between wait. Closing stops accepting at once, lets running requests finish until the deadline, and then
 * ends what is left.
 */

import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ServerOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** PEM files. */
  tls: { certFile: string; keyFile: string } | null;
  /** Whose body may take as long as it keeps coming; every other has half a minute for all of it. */
  isUpload?(method: string, path: string): boolean;
}

export interface RequestHandlers {
  request: RequestListener;
  /** Whether it took the connection; otherwise the socket is closed. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
}

export interface ListeningServer {
  /** Scheme, address and real port. */
  url: string;
  /** From now on requests are answered. */
  serve(handlers: RequestHandlers): void;
  close(deadlineMs: number): Promise<void>;
}

/** The address cannot be listened on, or the certificate not be used; the cause says why. */
export class ListenError extends Error {
  readonly code = 'listen-failed';
  constructor(options: ServerOptions, cause: unknown) {
    super(`Cannot listen on ${options.host} port ${options.port}.`, { cause });
  }
}

/** Connections that may wait to be accepted: thousands of devices come back in the same second after an outage. */
const backlog = 4_096;

/** Throws {@link ListenError}. */
export async function listen(options: ServerOptions): Promise<ListeningServer> {
  const { promise: handlers, resolve: serve } = Promise.withResolvers<RequestHandlers>();
  const server = await open(options);
  server.on('request', async (request, response) => {
    limitTime(request, options);
    (await handlers).request(request, response);
  });
  server.on('upgrade', async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A peer that goes away in this moment must not take the process with it.
    const ignore = () => {};
    socket.on('error', ignore);
    const { upgrade } = await handlers;
    if (upgrade(request, socket, head)) socket.off('error', ignore);
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  return {
    url: urlOf(options, server.address() as AddressInfo),
    serve,
    close: (deadlineMs) => close(server, deadlineMs),
  };
}

/** Nobody holds a connection by sending a body drop by drop. */
function limitTime(request: IncomingMessage, { isUpload }: ServerOptions): void {
  const { method = '', url = '', headers, socket } = request;
  if (headers['transfer-encoding'] === undefined && !(Number(headers['content-length']) > 0)) return;
  const isLong = isUpload?.(method, url.split('?', 1)[0] ?? '') === true;
  let limit = setTimeout(() => socket.destroy(), bodyMs);
  if (isLong) {
    socket.on('data', renew);
    request.once('close', () => socket.off('data', renew));
  }
  request.once('end', () => clearTimeout(limit));
  request.once('close', () => clearTimeout(limit));

  function renew() {
    clearTimeout(limit);
    limit = setTimeout(() => socket.destroy(), bodyMs);
  }
}

const bodyMs = 30_000;

async function open(options: ServerOptions): Promise<Server> {
  try {
    // How long a body may take is told apart below; this server has one number for all of them.
    const timeouts = { headersTimeout: 10_000, requestTimeout: 0, keepAliveTimeout: 65_000 };
    const server = options.tls
      ? createHttpsServer({
          ...timeouts,
          cert: readFileSync(options.tls.certFile),
          key: readFileSync(options.tls.keyFile),
        })
      : createHttpServer(timeouts);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port: options.port, host: options.host, backlog }, () => {
        server.off('error', reject);
        resolve();
      });
    });
    return server;
  } catch (cause) {
    throw new ListenError(options, cause);
  }
}

function close(server: Server, deadlineMs: number): Promise<void> {
  return new Promise((resolve) => {
    // An upgraded connection is not among those that it can close, so the wait ends here in any case.
    const deadline = setTimeout(() => {
      server.closeAllConnections();
      resolve();
    }, deadlineMs);
    server.close(() => {
      clearTimeout(deadline);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function urlOf(options: ServerOptions, address: AddressInfo): string {
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `${options.tls ? 'https' : 'http'}://${host}:${address.port}`;
}
