/**
 * What a bound device costs its network in a day in which nothing happens: bytes of the TCP stream, TLS and all.
 *
 * A proxy that knows nothing of what it carries counts them between the real programs. What IP and TCP add cannot be
 * seen from there, so it is estimated: each burst of bytes is a packet and is answered by another.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { pairingIdOf, until, untilQr } from '../e2e/test-support/panel.ts';
import { claim, devicesOf, signUp } from '../e2e/test-support/person.ts';
import { startProgram } from '../program.ts';
import type { Figure } from './figure.ts';

/** IPv4 and TCP with timestamps. */
const headerBytes = 20 + 32;
/** From online to idle: content is there, and nothing is left to be said. */
const settleMs = 60_000;
const secondsOfDay = 86_400;
/** Four times a day the readings are told anew: what the message has at most, framed and sealed. */
const readingsBytes = 4 * 600;

export async function benchIdleWire(minutes: number): Promise<Figure[]> {
  const data = mkdtempSync(join(tmpdir(), 'signet-bench-'));
  const at = (name: string) => join(data, name);
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-keyout', at('key'), '-out', at('cert')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ed25519', '-nodes', ...files, ...names], {
    stdio: 'ignore',
  });
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(at('cert'), 'utf8')]);

  const proxy = await startCountingProxy();
  const publicUrl = `https://localhost:${proxy.port}`;
  const tls = ['--tls-cert', at('cert'), '--tls-key', at('key'), '--public-url', publicUrl];
  const cloud = startProgram(
    'cloud',
    'cloud/src/main.ts',
    ['--data', at('cloud'), '--listen', '127.0.0.1:0', ...tls],
    at('cloud.log'),
  );
  const listening = new URL(JSON.parse(await cloud.untilLine(/"code":"listening"/)).url);
  proxy.leadTo(Number(listening.port));
  const panel = { framebuffer: at('panel'), widthPx: 1280, heightPx: 720 };
  const agent = startProgram(
    'agent',
    'device/agent/src/main.ts',
    [
      ...['--cloud', publicUrl, '--data', at('device'), '--listen', '127.0.0.1:0'],
      ...['--display', 'framebuffer', '--framebuffer', panel.framebuffer, '--geometry', '1280x720x32'],
    ],
    at('agent.log'),
    { environment: { NODE_EXTRA_CA_CERTS: at('cert') } },
  );
  const person = await signUp(`https://localhost:${listening.port}`, 'Ada', publicUrl);
  await claim(person, { pairingId: pairingIdOf(await untilQr(panel)), name: 'Lobby' });
  await until('it to be bound', async () =>
    (await devicesOf(person)).some(({ status }) => status === 'online'),
  );
  await wait(settleMs);

  const before = { ...proxy.counted };
  await wait(minutes * 60_000);
  const bytes = proxy.counted.bytes - before.bytes;
  const bursts = proxy.counted.bursts - before.bursts;
  const ofDay = (counted: number) => (counted * secondsOfDay) / (minutes * 60) / 1_000;
  await agent.stop();
  await cloud.stop();
  proxy.close();
  return [
    {
      what: `idle traffic of a bound device, bytes of the TCP stream with TLS, from ${minutes} min`,
      measured: ofDay(bytes) + readingsBytes / 1_000,
      budget: 150,
      unit: 'kB a day',
    },
    {
      what: 'the same with IP and TCP headers and acknowledgements, estimated',
      measured: ofDay(bytes + 2 * bursts * headerBytes) + readingsBytes / 1_000,
      budget: null,
      unit: 'kB a day',
    },
  ];
}

/** Carries connections to a port of this machine, and counts what goes either way. */
async function startCountingProxy() {
  const counted = { bytes: 0, bursts: 0 };
  const sockets = new Set<Socket>();
  let target = 0;
  const server = createServer((device) => {
    const cloud = connect(target, '127.0.0.1');
    for (const [one, other] of [
      [device, cloud],
      [cloud, device],
    ] as const) {
      sockets.add(one);
      one.on('data', (some: Buffer) => {
        counted.bytes += some.length;
        counted.bursts += 1;
      });
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    counted,
    leadTo(port: number) {
      target = port;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
