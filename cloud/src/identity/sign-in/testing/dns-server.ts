/**
 * A real DNS server for tests, which knows the TXT records it is given, and this program's resolver asking it.
 */

import { createSocket } from 'node:dgram';
import dns from 'node:dns/promises';
import { once } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import { Packet } from 'dns2';

export interface DnsServer {
  /** Values by name, in small letters. */
  txt: Map<string, string[]>;
  close(): Promise<void>;
}

export async function startDnsServer(): Promise<DnsServer> {
  const txt: DnsServer['txt'] = new Map();
  const socket = createSocket('udp4');
  socket.on('message', (message, { port, address }) => {
    const query = Packet.parse(message);
    const response = Packet.createResponseFromRequest(query);
    const name = query.questions[0]?.name.toLowerCase() ?? '';
    const values = txt.get(name) ?? [];
    for (const value of values) {
      response.answers.push(
        Object.assign(new Packet.Resource(), {
          name,
          type: Packet.TYPE.TXT,
          class: Packet.CLASS.IN,
          ttl: 1,
          data: value,
        }),
      );
    }
    if (values.length === 0) response.header.rcode = 3;
    socket.send(response.toBuffer(), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const before = dns.getServers();
  resolveBy([`127.0.0.1:${socket.address().port}`]);
  return {
    txt,
    async close() {
      resolveBy(before);
      socket.close();
      await once(socket, 'close');
    },
  };
}

/** Node binds the resolver's functions anew, and modules that imported them by name must hear of it. */
function resolveBy(servers: readonly string[]): void {
  dns.setServers(servers);
  syncBuiltinESMExports();
}
