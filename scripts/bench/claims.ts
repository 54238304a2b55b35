/**
 * From a claim to the device that hears of it, with many devices connected.
 *
 * Clocked from just before the request is sent to the moment when the device's socket has the `bound` message, so
 * that HTTP, the transaction with its fsync, and the push are all in it.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claim, signUp } from '../e2e/test-support/person.ts';
import { startProgram } from '../program.ts';
import { createSimulatedDevice, type SimulatedDevice } from '../simulated-device.ts';
import { type Figure, percentile } from './figure.ts';

const claims = 300;
const atOnce = 50;

export async function benchClaims(devices: number): Promise<Figure[]> {
  const data = mkdtempSync(join(tmpdir(), 'signet-bench-'));
  const program = startProgram(
    'cloud',
    'cloud/src/main.ts',
    ['--data', data, '--listen', '127.0.0.1:0', '--log-level', 'info'],
    join(data, 'log'),
  );
  const cloud = String(JSON.parse(await program.untilLine(/"code":"listening"/)).url);
  // Several, because one person who claims more than two a second is taken for a flood.
  const people = await Promise.all(Array.from({ length: 4 }, () => signUp(cloud)));

  const connected: { device: SimulatedDevice; pairingId: string }[] = [];
  const connectingSince = performance.now();
  while (connected.length < devices) {
    const batch = Math.min(atOnce, devices - connected.length);
    connected.push(...(await Promise.all(Array.from({ length: batch }, () => connectOne(cloud)))));
  }
  const connectedMs = performance.now() - connectingSince;

  const times: number[] = [];
  for (const [index, { device, pairingId }] of connected.slice(0, claims).entries()) {
    const person = people[index % people.length];
    if (person !== undefined) times.push(await timeClaim(person, device, pairingId));
  }
  for (const { device } of connected) device.close();
  await program.stop();
  return [
    {
      what: `claim to device told, ${devices} devices connected, p50`,
      measured: percentile(times, 0.5),
      budget: null,
      unit: 'ms',
    },
    {
      what: `claim to device told, ${devices} devices connected, p99`,
      measured: percentile(times, 0.99),
      budget: 50,
      unit: 'ms',
    },
    {
      what: `${devices} new devices signed on and shown a code, all`,
      measured: connectedMs,
      budget: null,
      unit: 'ms',
    },
  ];
}

async function connectOne(cloud: string) {
  const device = await createSimulatedDevice({ cloud });
  const word = await device.connect();
  if (word.type !== 'pairing') throw new Error(`A new device was told ${word.type}.`);
  return { device, pairingId: word.pairingId };
}

async function timeClaim(
  person: Awaited<ReturnType<typeof signUp>>,
  device: SimulatedDevice,
  pairingId: string,
): Promise<number> {
  const startedMs = performance.now();
  const told = new Promise<number>((resolve) => {
    device.onMessage((message) => message.type === 'bound' && resolve(performance.now() - startedMs));
  });
  const answer = await claim(person, { pairingId });
  if (answer.status !== 200)
    throw new Error(`A claim was answered with ${answer.status}: ${JSON.stringify(answer.body)}`);
  return told;
}
