/** The network goes away while the code is shown, in the worst way: packets vanish, and nothing says so. */

import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { pairingIdOf, readQr, until, untilQr } from './test-support/panel.ts';
import { claim, signUp } from './test-support/person.ts';
import { startAgent, startCloud } from './test-support/programs.ts';

/** A line to the cloud that can be cut without a word. */
async function line(t: Test, cloud: string) {
  let cut = false;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(new URL(cloud).port), '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => cut || to.write(bytes));
      from.on('error', () => to.destroy());
      from.on('close', () => cut || to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => (cut = true),
    mend: () => {
      cut = false;
      for (const socket of sockets) socket.destroy();
    },
  };
}

t.test(
  'the screen says so within 35 s and keeps the code, which works again on return',
  { timeout: 90_000 },
  async (t) => {
    const direct = await startCloud(t);
    const wire = await line(t, direct.url);
    const agentCloud = wire.url;
    await direct.program.kill();
    const cloud = await startCloud(t, {
      data: direct.data,
      listen: new URL(direct.url).host,
      args: ['--additional-origins', agentCloud],
    });
    const agent = await startAgent(t, { cloud: agentCloud });
    const url = await untilQr(agent);
    const whileOnline = readFileSync(agent.framebuffer);

    wire.cut();
    const cutAt = performance.now();
    await until('the screen to say so', () => !readFileSync(agent.framebuffer).equals(whileOnline), 40_000);
    const saidAfterMs = performance.now() - cutAt;
    t.comment(`said after ${Math.round(saidAfterMs)} ms`);
    t.ok(saidAfterMs <= 35_000);
    t.equal(readQr(agent), url, 'the code stays');

    wire.mend();
    await until(
      'the screen to be as before',
      () => readFileSync(agent.framebuffer).equals(whileOnline),
      30_000,
    );
    const person = await signUp(cloud.url);
    t.equal((await claim(person, { pairingId: pairingIdOf(url) })).status, 200, 'the same code works');
    await until('the code to go', () => readQr(agent) === null);
  },
);
