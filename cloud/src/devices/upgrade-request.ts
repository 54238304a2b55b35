/** Reads an HTTP upgrade request, and refuses one in plain HTTP before any WebSocket exists. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** Path without its query. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

/** Whether the client offers this subprotocol (RFC 6455 section 4.1). */
export function offers(request: IncomingMessage, subprotocol: string): boolean {
  const offered = request.headers['sec-websocket-protocol'] ?? '';
  return offered.split(',').some((name) => name.trim() === subprotocol);
}

/** Answers and hangs up. `headers` are whole lines. */
export function refuse(socket: Duplex, status: number, reason: string, headers: string): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n${headers}\r\n`);
}
