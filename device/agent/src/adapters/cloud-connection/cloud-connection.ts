/**
 * The one outbound connection, a WebSocket by `ws`.
 *
 * It decides nothing: it opens, carries text, and says in the product's words how a connection ended. A server's
 * status or a certificate's fault is a reason to tell, never to act upon.
 */
import type { LookupFunction } from 'node:net';
import { closeCodes, devicePath, maxMessageBytes, subprotocol } from '@signet/protocol';
import { WebSocket } from 'ws';
import type { ConnectionEvents, ConnectionPort } from '../../ports.ts';
import { type Ending, troubleOfClose, troubleOfError } from './connection-trouble.ts';
import { type Resolve, shareLookups, systemResolve } from './shared-lookup.ts';

/**
 * How long each stage may take, and who looks names up. A look-up has a time of its own, because a DNS server that
 * is dead and a cloud that is are told apart by it alone. Both together stay below the core's patience with a sign-on.
 */
export interface ConnectionPatience {
  resolve: Resolve;
  lookupTimeoutMs: number;
  /** From the first SYN to the upgrade's answer. */
  connectTimeoutMs: number;
}

const ordinary: ConnectionPatience = {
  resolve: systemResolve,
  lookupTimeoutMs: 6_000,
  connectTimeoutMs: 12_000,
};

/** `cloud` is an origin, `http:` or `https:`. */
export function createCloudConnection(
  cloud: string,
  patience: Partial<ConnectionPatience> = {},
): ConnectionPort {
  const { resolve, lookupTimeoutMs, connectTimeoutMs } = { ...ordinary, ...patience };
  const lookUp = shareLookups(resolve);
  const url = new URL(devicePath, cloud);
  url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
  let current: WebSocket | null = null;

  function open(events: ConnectionEvents): void {
    close();
    let deadline: NodeJS.Timeout;
    const allow = (timeoutMs: number, ending: Ending) => {
      clearTimeout(deadline);
      deadline = setTimeout(() => giveUp(ending), timeoutMs);
    };
    const allowConnecting = () =>
      allow(connectTimeoutMs, { trouble: 'timed-out', detail: 'no answer in time' });
    allowConnecting();
    const lookup: LookupFunction = (host, { all }, callback) => {
      allow(lookupTimeoutMs, { trouble: 'dns', detail: 'no look-up in time' });
      lookUp(host).then(
        (addresses) => {
          if (!isCurrent()) return;
          allowConnecting();
          const [first] = addresses;
          if (all || first === undefined) callback(null, addresses);
          else callback(null, first.address, first.family);
        },
        (cause) => {
          if (isCurrent()) callback(cause, []);
        },
      );
    };
    const socket = new WebSocket(url, subprotocol, {
      lookup,
      maxPayload: maxMessageBytes,
      perMessageDeflate: false,
    });
    current = socket;
    const isCurrent = () => current === socket;
    let trouble: Ending | null = null;
    let cloudOverMonotonicMs: number | undefined;
    socket.on('upgrade', ({ headers }) => {
      const cloudMs = Date.parse(headers.date ?? '');
      if (!Number.isNaN(cloudMs)) cloudOverMonotonicMs = cloudMs - performance.now();
    });
    socket.on('open', () => {
      clearTimeout(deadline);
      if (isCurrent()) events.opened(cloudOverMonotonicMs);
    });
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

    function giveUp(ending: Ending): void {
      trouble = ending;
      finish();
      socket.terminate();
    }

    function finish(): void {
      clearTimeout(deadline);
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
