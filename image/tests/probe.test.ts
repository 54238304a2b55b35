/** Tests look inside the image without anything in it that lets them. */
import t from 'tap';
import { machineForTest } from '../testing/machine-for-test.ts';

t.test('the probe runs code inside as root, carries errors out and survives a power cut', async (t) => {
  const machine = await machineForTest(t, { probe: true });
  await machine.powerOn();
  await machine.probe.ready();
  t.comment(`the probe answers ${Math.round(machine.onForMs / 1000)} s after power-on`);
  t.equal(await machine.probe.run(() => process.getuid?.()), 0);
  t.equal(await machine.probe.run((_, left: number, right: number) => left + right, 2, 3), 5);
  t.match(await machine.probe.run(({ fs }) => fs.readFileSync('/etc/os-release', 'utf8')), /signet|debian/i);
  const answer = await machine.probe.run(({ run }) => run('systemctl', 'is-system-running'));
  t.match(answer.stdout, /initializing|starting|running|degraded/);
  await t.rejects(
    machine.probe.run(() => {
      throw new Error('on purpose');
    }),
    { message: /Inside the machine: Error: on purpose/ },
  );
  // Longer than the port's own buffers, both ways.
  const long = 'x'.repeat(20_000);
  t.equal(await machine.probe.run((_, text: string) => text + text, long), long + long);

  const unanswered = t.rejects(
    machine.probe.run(() => new Promise(() => undefined)),
    { message: /no answer/ },
  );
  await machine.probe.run(() => null);
  await machine.cutPower();
  await unanswered;
});
