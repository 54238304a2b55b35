/**
 * The one outbound connection, a WebSocket by `ws`.
 *
 * It decides nothing: it opens, carries text, and says in the product's words how a connection ended. A server's
 * status or a certificate's fault is a reason to tell, never to act upon.
 */
import { closeCodes, devicePath, maxMessageBytes, subprotocol } from '@signet/protocol';
import { WebSocket } from 'ws';
import type { ConnectionEvents, ConnectionPort } from '../../ports.ts';
import { troubleOfClose, troubleOfError } from './connection-trouble.ts';

/** From the name look-up to the upgrade's answer. */
const connectTimeoutMs = 15_000;

/** `cloud` is an origin, `http:` or `https:`. */
export function createCloudConnection(cloud: string): ConnectionPort {
  const url = new URL(devicePath, cloud);
  url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
  let current: WebSocket | null = null;

  function open(events: ConnectionEvents): void {
    close();
    const socket = new WebSocket(url, subprotocol, {
      handshakeTimeout: connectTimeoutMs,
      maxPayload: maxMessageBytes,
      perMessageDeflate: false,
    });
    current = socket;
    const isCurrent = () => current === socket;
    let trouble: ReturnType<typeof troubleOfError> | null = null;
    socket.on('open', () => isCurrent() && events.opened());
    socket.on('message', (data, isBinary) => {
      if (isCurrent() && !isBinary) events.message(data.toString());
    });
    socket.on('pong', () => isCurrent() && events.pong());
    socket.on('unexpected-response', (request, response) => {
      trouble = { trouble: 'not-a-cloud', detail: `HTTP ${response.statusCode}` };
      request.destroy();
      response.destroy();
      finish();
    });
    socket.on('error', (cause) => {
      trouble ??= troubleOfError(cause);
    });
    socket.on('close', (code, reason) => {
      trouble ??= troubleOfClose(code, reason.toString());
      finish();
    });

    function finish(): void {
      if (!isCurrent()) return;
      current = null;
      events.closed(trouble ?? { trouble: 'connection-lost', detail: 'closed' });
    }
  }

  function close(): void {
    const socket = current;
    current = null;
    if (socket === null) return;
    // An error while it goes away is nobody's concern any more, but unheard it would crash the process.
    socket.on('error', () => undefined);
    if (socket.readyState === WebSocket.OPEN) socket.close(closeCodes.goingAway);
    // A peer that is gone never answers a close; this leaves nothing behind.
    socket.terminate();
  }

  return {
    open,
    send: (message) => {
      if (current?.readyState === WebSocket.OPEN) current.send(JSON.stringify(message));
    },
    ping: () => {
      if (current?.readyState === WebSocket.OPEN) current.ping();
    },
    close,
  };
}
