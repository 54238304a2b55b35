/** Real OpenSSL against real TLS servers, with certificates whose dates, names and purposes are right or wrong. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { Doubt } from './doubt.ts';
import { learnTime } from './learn-time.ts';
import { makeAuthority } from './test-support/certificates.ts';
import { answer, type Behaviour, head, listen } from './test-support/tls-server.ts';

const ours = makeAuthority();
const foreign = makeAuthority();
const past = { from: '2026-11-02', to: '2026-11-20' };
const future = { from: '2035-01-01', to: '2036-01-01' };
const name = 'DNS:localhost';
const floorSeconds = Date.UTC(2026, 10, 1) / 1_000;
const secondsOf = (iso: string) => Date.parse(iso) / 1_000;
const dated = (iso: string) => answer(head(`Date: ${new Date(iso).toUTCString()}`));

function doubt(port: number, more: Partial<Doubt> = {}): Doubt {
  return {
    outcome: 'doubt',
    host: 'localhost',
    hostIsAddress: false,
    port,
    authority: `localhost:${port}`,
    caFile: null,
    ...more,
  };
}

async function learn(port: number, more: Partial<Parameters<typeof learnTime>[0]> = {}) {
  return learnTime({
    cloud: doubt(port),
    roots: ours.caFile,
    floorSeconds,
    openssl: 'openssl',
    nowSeconds: () => 0,
    signal: AbortSignal.timeout(20_000),
    ...more,
  });
}

const expired = ours.issue({ name, ...past });
const early = ours.issue({ name, ...future });

for (const [what, identity, iso] of [
  ['an expired certificate of a trusted chain', expired, '2026-11-19T23:59:00Z'],
  ['one that is not valid yet', early, '2035-06-01T12:00:00Z'],
] as const) {
  t.test(`${what}, from a server that lives in its dates: the time is learnt`, async (t) => {
    const port = await listen(t, identity, dated(iso));
    t.same(await learn(port), { outcome: 'learnt', seconds: secondsOf(iso) });
  });
}

for (const [what, identity, iso, code] of [
  ['that really has expired', expired, '2026-11-21T00:00:00Z', 'certificate-dates'],
  ['that is really not valid yet', early, '2034-12-31T23:59:59Z', 'certificate-dates'],
  [
    'for another name',
    ours.issue({ name: 'DNS:other.example', ...future }),
    '2035-06-01T00:00:00Z',
    'name-mismatch',
  ],
  [
    'for another name, expired too',
    ours.issue({ name: 'DNS:other.example', ...past }),
    '2026-11-10T00:00:00Z',
    'name-mismatch',
  ],
  [
    'for an address only, while a name was asked for',
    ours.issue({ name: 'IP:127.0.0.1', ...future }),
    '2035-06-01T00:00:00Z',
    'name-mismatch',
  ],
  [
    'of an authority that is not trusted',
    foreign.issue({ name, ...future }),
    '2035-06-01T00:00:00Z',
    'chain-not-trusted',
  ],
  [
    'signed by itself',
    ours.issue({ name, ...future, selfSigned: true }),
    '2035-06-01T00:00:00Z',
    'chain-not-trusted',
  ],
  [
    'that is for clients only',
    ours.issue({ name, ...future, purpose: 'clientAuth' }),
    '2035-06-01T00:00:00Z',
    'chain-not-trusted',
  ],
] as const) {
  t.test(`a certificate ${what} is refused: ${code}`, async (t) => {
    t.match(await learn(await listen(t, identity, dated(iso))), { outcome: 'refused', code });
  });
}

/** Sends head after head and never an empty line. */
const endless: Behaviour = (socket) => {
  const more = () => {
    while (socket.writable && socket.write(`X-Filler: ${'x'.repeat(1_000)}\r\n`));
  };
  socket.write('HTTP/1.1 200 OK\r\n');
  socket.on('drain', more);
  more();
};

for (const [what, behave, code] of [
  ['tells no date', answer(head('Server: x')), 'date-missing'],
  ['tells garbage for a date', answer(head('Date: yesterday')), 'date-unreadable'],
  ['tells a time before the floor', dated('2026-10-31T23:59:59Z'), 'date-below-floor'],
  ['tells a time long after any use', dated('2041-11-03T00:00:00Z'), 'date-beyond-ceiling'],
  ['never ends its head', endless, 'head-too-long'],
  ['speaks something else within TLS', answer('220 mail.example ESMTP\r\n\r\n'), 'not-http'],
  ['breaks off in its head', answer('HTTP/1.1 200 OK\r\nDate: Sun'), 'not-http'],
  ['hangs up without a word', (socket) => socket.destroy(), 'tls-failed'],
] as const satisfies readonly (readonly [string, Behaviour, string])[]) {
  t.test(`a server that ${what} is refused: ${code}`, async (t) => {
    t.match(await learn(await listen(t, early, behave)), { outcome: 'refused', code });
  });
}

t.test('a server without TLS is refused', async (t) => {
  const port = await listen(t, null, answer('HTTP/1.1 400 Bad Request\r\n\r\n'));
  t.match(await learn(port), { outcome: 'refused', code: 'tls-failed' });
});

t.test('a port where nothing listens is told apart', async (t) => {
  t.match(await learn(1), { outcome: 'refused', code: 'not-connected' });
});

for (const [what, identity] of [
  ['before the handshake', null],
  ['after the handshake', early],
] as const) {
  t.test(`a server that is silent ${what} is given up in time`, async (t) => {
    const port = await listen(t, identity, () => undefined);
    t.match(await learn(port, { signal: AbortSignal.timeout(500) }), { code: 'timed-out' });
  });
}

t.test('time that was up before the question is up', async (t) => {
  const port = await listen(t, early, dated('2035-06-01T00:00:00Z'));
  t.match(await learn(port, { signal: AbortSignal.abort() }), { code: 'timed-out' });
});

t.test('two answers that lie hours apart are no time', async (t) => {
  const hours = [6, 9];
  const port = await listen(t, early, (socket) => dated(`2035-06-01T0${hours.shift()}:00:00Z`)(socket));
  t.match(await learn(port), { outcome: 'refused', code: 'date-unsteady', detail: /10800 s/ });
});

t.test('a second answer that is none is refused for what it is', async (t) => {
  const answers = [dated('2035-06-01T00:00:00Z'), answer(head())];
  const port = await listen(t, early, (socket) => answers.shift()?.(socket));
  t.match(await learn(port), { outcome: 'refused', code: 'date-missing' });
});

t.test('a clock that is right within a minute is left alone', async (t) => {
  const port = await listen(t, early, dated('2035-06-01T00:00:00Z'));
  const nowSeconds = () => secondsOf('2035-06-01T00:00:45Z');
  t.match(await learn(port, { nowSeconds }), { outcome: 'agrees' });
});

t.test('an address in the certificate serves where the cloud is an address', async (t) => {
  const iso = '2035-06-01T00:00:00Z';
  const identity = ours.issue({ name: 'IP:127.0.0.1', ...future });
  const port = await listen(t, identity, dated(iso));
  const byAddress = { host: '127.0.0.1', hostIsAddress: true };
  t.match(await learn(port, { cloud: doubt(port, byAddress) }), { outcome: 'learnt' });
  const named = await listen(t, early, dated(iso));
  t.match(await learn(named, { cloud: doubt(named, byAddress) }), { code: 'name-mismatch' });
});

t.test('so does one of IPv6', async (t) => {
  const identity = ours.issue({ name: 'IP:::1', ...future });
  const port = await listen(t, identity, dated('2035-06-01T00:00:00Z'), '::1');
  const cloud = doubt(port, { host: '::1', hostIsAddress: true });
  t.match(await learn(port, { cloud }), { outcome: 'learnt' });
});

t.test(
  'the system’s authorities and the cloud’s own are trusted, each alone and both together',
  async (t) => {
    const iso = '2035-06-01T00:00:00Z';
    const theirs = await listen(t, foreign.issue({ name, ...future }), dated(iso));
    const mine = await listen(t, early, dated(iso));
    const missing = join(t.testdir(), 'missing.pem');
    for (const port of [theirs, mine]) {
      const cloud = doubt(port, { caFile: foreign.caFile });
      t.match(await learn(port, { cloud }), { outcome: 'learnt' });
    }
    const cloud = doubt(theirs, { caFile: foreign.caFile });
    t.match(await learn(theirs, { cloud, roots: missing }), { outcome: 'learnt' });
    t.match(await learn(mine, { roots: missing }), { code: 'roots-unreadable' });
    t.match(await learn(mine, { cloud: doubt(mine, { caFile: missing }) }), { code: 'roots-unreadable' });
  },
);

t.test('authorities that are no PEM trust nobody', async (t) => {
  const roots = garbage(t);
  const port = await listen(t, early, dated('2035-06-01T00:00:00Z'));
  t.match(await learn(port, { roots }), { outcome: 'refused', code: 'roots-unreadable' });
});

t.test('an OpenSSL that is not there is said', async (t) => {
  t.match(await learn(1, { openssl: join(t.testdir(), 'openssl') }), { code: 'openssl-failed' });
});

function garbage(t: Test): string {
  const file = join(t.testdir(), 'garbage.pem');
  writeFileSync(file, 'no certificate');
  return file;
}
