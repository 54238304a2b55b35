/**
 * Stands between devices and the cloud, ends TLS there, and misbehaves on demand as servers and networks do.
 *
 * It carries bytes and reads none. A change of behaviour meets new connections and cuts the ones that are open.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { pipeline } from 'node:stream';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { CertificateAuthority } from './test-certificates.ts';

/**
 * `refuse`: nobody listens. `hang`: connections are taken and nothing is said. `serve` has a certificate for any time
 * that a device may believe in; `certificate-of-today` one that was just renewed, as real clouds have.
 */
export type ProxyBehaviour = 'serve' | 'refuse' | 'hang' | 'expired-certificate' | 'certificate-of-today';

export interface TlsProxy {
  readonly port: number;
  /** Connections taken since it started. */
  readonly connectionCount: number;
  behave(behaviour: ProxyBehaviour): Promise<void>;
  close(): Promise<void>;
}

export interface TlsProxyOptions {
  ca: CertificateAuthority;
  /** Names in its certificate, such as `IP:127.0.0.1`. */
  names: readonly string[];
  /** Port on loopback of what is behind it; asked for at each connection. */
  targetPort(): number;
  /** Address to listen on: loopback, or that of a tap device. */
  addresses: readonly string[];
  port?: number;
}

export async function startTlsProxy(options: TlsProxyOptions): Promise<TlsProxy> {
  const contexts = {
    serve: createSecureContext(options.ca.issue(options.names)),
    'expired-certificate': createSecureContext(options.ca.issue(options.names, 'expired')),
    'certificate-of-today': createSecureContext(options.ca.issue(options.names, 'today')),
  };
  const open = new Set<Socket>();
  let servers: Server[] = [];
  let port = options.port ?? 0;
  let behaviour: ProxyBehaviour = 'refuse';
  let connectionCount = 0;

  function take(socket: Socket): void {
    connectionCount += 1;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    if (behaviour === 'hang' || behaviour === 'refuse') return;
    const secure = new TLSSocket(socket, {
      isServer: true,
      secureContext: contexts[behaviour],
      ALPNProtocols: ['http/1.1'],
    });
    const target = connect(options.targetPort(), '127.0.0.1');
    open.add(target);
    target.on('close', () => open.delete(target));
    // Either end may go at any time; then both do.
    pipeline(secure, target, secure, () => socket.destroy());
  }

  async function listen(): Promise<void> {
    for (const address of options.addresses) {
      const server = createServer(take);
      servers.push(server);
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, address, resolve);
      });
      const bound = server.address();
      if (bound !== null && typeof bound === 'object') port = bound.port;
    }
  }

  async function stopListening(): Promise<void> {
    const closing = servers.map((server) => new Promise((resolve) => server.close(resolve)));
    servers = [];
    for (const socket of open) socket.destroy();
    await Promise.all(closing);
  }

  async function behave(next: ProxyBehaviour): Promise<void> {
    await stopListening();
    behaviour = next;
    if (next !== 'refuse') await listen();
  }

  await behave('serve');
  return {
    port,
    get connectionCount() {
      return connectionCount;
    },
    behave,
    close: stopListening,
  };
}
