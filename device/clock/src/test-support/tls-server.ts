/**
 * Real TLS servers on loopback that answer, or misbehave, as a test wants it.
 *
 * For tests alone.
 */
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Identity } from './certificates.ts';

/** Does something with each connection, once it stands. */
export type Behaviour = (socket: Socket) => void;

/** Answers the first thing it is sent. */
export const answer =
  (text: string): Behaviour =>
  (socket) =>
    socket.once('data', () => socket.end(text));

/** The head of an ordinary answer with these lines in it. */
export const head = (...lines: string[]) => ['HTTP/1.1 200 OK', ...lines, '', ''].join('\r\n');

/** Without an identity it speaks no TLS. Resolves to its port. */
export async function listen(
  t: { teardown(done: () => void): void },
  identity: Identity | null,
  behave: Behaviour,
  host = '127.0.0.1',
): Promise<number> {
  const sockets = new Set<Socket>();
  const behaving = (socket: Socket) => {
    // That the other side hangs up is what these tests are about.
    socket.on('error', () => undefined);
    behave(socket);
  };
  const server: Server =
    identity === null ? createTcpServer(behaving) : createTlsServer({ ...identity }, behaving);
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
