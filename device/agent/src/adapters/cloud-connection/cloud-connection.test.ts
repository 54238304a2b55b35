/** The connection against real servers, each of which misbehaves in one way. */
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import {
  type AddressInfo,
  connect,
  createServer,
  type Server,
  type Socket,
  setDefaultAutoSelectFamily,
} from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import t, { type Test } from 'tap';
import { WebSocketServer } from 'ws';
import { makeAuthority } from '../../../../clock/src/test-support/certificates.ts';
import type { ConnectionPort } from '../../ports.ts';
import { createCloudConnection } from './cloud-connection.ts';
import { troubleOfClose, troubleOfError } from './connection-trouble.ts';

/** Opens and tells what happened, in order, until the connection is closed. */
function story(
  connection: ConnectionPort,
  opened: (connection: ConnectionPort) => void = () => undefined,
): Promise<unknown[]> {
  const said: unknown[] = [];
  return new Promise((resolve) => {
    connection.open({
      opened: () => {
        said.push('opened');
        opened(connection);
      },
      message: (text) => said.push(text),
      pong: () => said.push('pong'),
      closed: ({ trouble }) => resolve([...said, trouble]),
    });
  });
}

async function listen(t: Test, server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function cloud(t: Test, behave: (sockets: WebSocketServer) => void): Promise<string> {
  const http = createHttpServer();
  behave(new WebSocketServer({ server: http, path: '/device' }));
  return listen(t, http);
}

t.test('text goes both ways and a ping is answered', async (t) => {
  const url = await cloud(t, (sockets) =>
    sockets.on('connection', (socket) =>
      socket.on('message', (data) => {
        socket.send(`heard ${data}`);
        socket.close(1012, 'back in a moment');
      }),
    ),
  );
  const said = await story(createCloudConnection(url), (connection) => {
    connection.ping();
    connection.send({ type: 'unbound-ack' });
  });
  t.same(said, ['opened', 'pong', 'heard {"type":"unbound-ack"}', 'cloud-restarting']);
});

t.test('a closed port is refused', async (t) => {
  const server = createServer();
  const url = await listen(t, server);
  await new Promise((resolve) => server.close(resolve));
  t.same(await story(createCloudConnection(url)), ['refused']);
});

t.test('a name that does not exist is a matter of DNS', async (t) => {
  t.same(await story(createCloudConnection('http://signet.invalid')), ['dns']);
});

t.test(
  'a look-up that is never answered is a matter of DNS, and further tries do not add to it',
  async (t) => {
    let asked = 0;
    const resolve = () => {
      asked += 1;
      return new Promise<never>(() => undefined);
    };
    const connection = createCloudConnection('http://signet.example', { resolve, lookupTimeoutMs: 20 });
    t.same(await story(connection), ['dns']);
    t.same(await story(connection), ['dns']);
    t.equal(asked, 1);
  },
);

t.test('a look-up that is answered after it was given up opens nothing', async (t) => {
  const late = Promise.withResolvers<{ address: string; family: number }[]>();
  let connections = 0;
  const server = createServer(() => (connections += 1));
  const { port } = new URL(await listen(t, server));
  const connection = createCloudConnection(`http://signet.example:${port}`, {
    resolve: () => late.promise,
    lookupTimeoutMs: 20,
  });
  t.same(await story(connection), ['dns']);
  late.resolve([{ address: '127.0.0.1', family: 4 }]);
  // One connection of our own shows that the server has had its turn since.
  await new Promise<void>((resolve) => connect(Number(port), '127.0.0.1').once('connect', () => resolve()));
  t.equal(connections, 1);
});

t.test('a slow look-up takes nothing from the time to connect', async (t) => {
  const server = createServer();
  const connected = new Promise((resolve) => server.once('connection', resolve));
  const { port } = new URL(await listen(t, server));
  const connection = createCloudConnection(`http://signet.example:${port}`, {
    resolve: () => new Promise((resolve) => setTimeout(resolve, 60, [{ address: '127.0.0.1', family: 4 }])),
    connectTimeoutMs: 50,
  });
  t.same(await story(connection), ['timed-out']);
  await connected;
});

t.test('a host is tried at all its addresses, and the most telling failure counts', async (t) => {
  const server = createServer();
  const { port } = new URL(await listen(t, server));
  await new Promise((resolve) => server.close(resolve));
  const resolve = async () => [
    { address: '255.255.255.255', family: 4 },
    { address: '127.0.0.1', family: 4 },
  ];
  t.same(await story(createCloudConnection(`http://signet.example:${port}`, { resolve })), ['refused']);
});

t.test('where Node is told to try one address, it is given the first', async (t) => {
  setDefaultAutoSelectFamily(false);
  t.teardown(() => setDefaultAutoSelectFamily(true));
  const url = await cloud(t, (sockets) => sockets.on('connection', (socket) => socket.close(1012)));
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  const connection = createCloudConnection(url.replace('127.0.0.1', 'signet.example'), { resolve });
  t.same(await story(connection), ['opened', 'cloud-restarting']);
});

for (const protocol of ['http:', 'https:']) {
  t.test(`a server that accepts and stays silent has timed out (${protocol})`, async (t) => {
    const url = await listen(t, createServer());
    const connection = createCloudConnection(url.replace('http:', protocol), { connectTimeoutMs: 50 });
    t.same(await story(connection), ['timed-out']);
  });
}

for (const [what, from, to] of [
  ['has expired', '2001-01-01', '2002-01-01'],
  ['is not valid yet', '2090-01-01', '2091-01-01'],
] as const) {
  t.test(`a certificate that ${what} is a matter of the clock`, async (t) => {
    const authority = makeAuthority();
    const trusted = getCACertificates('default');
    setDefaultCACertificates([readFileSync(authority.caFile, 'utf8')]);
    t.teardown(() => setDefaultCACertificates(trusted));
    const server = createHttpsServer({ ...authority.issue({ name: 'DNS:localhost', from, to }) });
    const url = (await listen(t, server)).replace('http://127.0.0.1', 'https://localhost');
    t.same(await story(createCloudConnection(url)), ['clock']);
  });
}

for (const status of [200, 401, 404, 502]) {
  t.test(`a server that answers ${status} is not a cloud`, async (t) => {
    const url = await listen(
      t,
      createHttpServer((_, response) => response.writeHead(status).end('hello')),
    );
    t.same(await story(createCloudConnection(url)), ['not-a-cloud']);
  });
}

t.test('a server that speaks no HTTP is no cloud', async (t) => {
  const url = await listen(
    t,
    createServer((socket) => socket.end('220 mail.example ESMTP\r\n')),
  );
  t.same(await story(createCloudConnection(url)), ['not-a-cloud']);
});

t.test('a server that hangs up at once is a lost connection', async (t) => {
  const url = await listen(
    t,
    createServer((socket) => socket.destroy()),
  );
  t.same(await story(createCloudConnection(url)), ['connection-lost']);
});

t.test('TLS to a server without it is a matter of TLS', async (t) => {
  const url = await listen(
    t,
    createServer((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')),
  );
  t.same(await story(createCloudConnection(url.replace('http:', 'https:'))), ['tls']);
});

t.test(
  'a message over 64 KiB is nothing that a cloud sends: it ends the connection and not the process',
  async (t) => {
    const url = await cloud(t, (sockets) =>
      sockets.on('connection', (socket) => socket.send('x'.repeat(70_000))),
    );
    t.same(await story(createCloudConnection(url)), ['opened', 'not-a-cloud']);
  },
);

t.test('binary frames are passed over', async (t) => {
  const url = await cloud(t, (sockets) =>
    sockets.on('connection', (socket) => {
      socket.send(Buffer.from('binary'));
      socket.send('text');
      socket.close();
    }),
  );
  t.same(await story(createCloudConnection(url)), ['opened', 'text', 'connection-lost']);
});

t.test(
  'after close nothing more is heard, and opening anew ends the older connection without a word',
  async (t) => {
    let connections = 0;
    const url = await cloud(t, (sockets) =>
      sockets.on('connection', (socket) => {
        connections += 1;
        if (connections === 2) socket.close(1012);
      }),
    );
    const connection = createCloudConnection(url);
    const first: string[] = [];
    await new Promise<void>((resolve) => {
      connection.open({
        opened: () => resolve(),
        message: () => first.push('message'),
        pong: () => undefined,
        closed: () => first.push('closed'),
      });
    });
    t.same(await story(connection), ['opened', 'cloud-restarting']);
    t.same(first, []);
    connection.close();
    connection.send({ type: 'unbound-ack' });
    connection.ping();
  },
);

for (const [code, trouble] of [
  ['ETIMEDOUT', 'timed-out'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['EAI_AGAIN', 'dns'],
  ['CERT_HAS_EXPIRED', 'clock'],
  ['CERT_NOT_YET_VALID', 'clock'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
  ['EWHATEVER', 'connection-lost'],
] as const) {
  t.test(`${code} means ${trouble}`, async (t) => {
    t.same(troubleOfError(Object.assign(new Error('x'), { code })), { trouble, detail: code });
  });
}

for (const [codes, trouble, detail] of [
  [['EWHATEVER', 'ECONNREFUSED'], 'refused', 'ECONNREFUSED'],
  [['ENETUNREACH', 'ECONNREFUSED'], 'refused', 'ECONNREFUSED'],
  [['ETIMEDOUT', 'ENETUNREACH'], 'timed-out', 'ETIMEDOUT'],
  [['ENETUNREACH', 'EHOSTUNREACH', 'ETIMEDOUT'], 'timed-out', 'ETIMEDOUT'],
  [['ETIMEDOUT', 'ECONNREFUSED'], 'refused', 'ECONNREFUSED'],
  [['EHOSTUNREACH', 'ENETUNREACH'], 'unreachable', 'EHOSTUNREACH'],
  [['ECONNRESET', 'ENETUNREACH'], 'unreachable', 'ENETUNREACH'],
  [['EONE', 'EOTHER'], 'connection-lost', 'EONE'],
] as const) {
  t.test(`of addresses that failed by ${codes.join(' and ')}, ${detail} counts`, async (t) => {
    const errors = codes.map((code) => Object.assign(new Error(code), { code }));
    t.same(troubleOfError(new AggregateError(errors)), { trouble, detail });
  });
}

t.test('what is no error at all is a lost connection', async (t) => {
  t.same(troubleOfError('thrown text'), { trouble: 'connection-lost', detail: 'unknown' });
});

for (const [code, trouble] of [
  [1012, 'cloud-restarting'],
  [4401, 'sign-on-refused'],
  [1006, 'connection-lost'],
] as const) {
  t.test(`close code ${code} means ${trouble}`, async (t) => {
    t.match(troubleOfClose(code, 'why'), { trouble, detail: `${code} why` });
  });
}
