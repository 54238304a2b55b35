/** A scan finds what is open, and only that. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import t from 'tap';
import { scanPorts } from './scan-ports.ts';

t.test('of all ports of an address those that take connections are found', async (t) => {
  // An address of loopback that nobody else uses.
  const address = '127.93.93.1';
  const servers = [createServer(), createServer()];
  const ports: number[] = [];
  for (const server of servers) {
    server.listen(0, address);
    await once(server, 'listening');
    const bound = server.address();
    if (bound !== null && typeof bound === 'object') ports.push(bound.port);
  }
  for (const port of ports) {
    const found = await scanPorts(address, { first: port - 3, last: port + 3 });
    t.ok(found.includes(port), `${port} in ${found}`);
  }
  for (const server of servers) server.close();
  const [first = 0] = ports;
  t.same(await scanPorts(address, { first, last: first }), []);
});
