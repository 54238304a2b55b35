/** A code lives until the device reboots: then it is dead, and another one stands on the panel. */
import t from 'tap';
import { pairingIdOf } from '../../scripts/e2e/test-support/panel.ts';
import { claim } from '../../scripts/e2e/test-support/person.ts';
import { machineForTest } from '../testing/machine-for-test.ts';
import { startTestCloud } from '../testing/test-cloud.ts';

t.test('a reboot gives a new code; the old one pairs nothing, the new one does', async (t) => {
  const cloud = await startTestCloud(t);
  const person = await cloud.signUp();
  const machine = await machineForTest(t, { credentials: cloud.credentials, probe: true });
  await machine.powerOn();
  const before = await machine.untilQr();

  const reset = machine.untilReset();
  // The machine may be down before the answer is out.
  machine.probe.run(({ run }) => run('systemctl', '--no-block', 'reboot')).catch(() => undefined);
  await reset;
  const after = await machine.untilQr(before);
  t.not(pairingIdOf(after), pairingIdOf(before));

  const refused = await claim(person, { pairingId: pairingIdOf(before) });
  t.match(refused, { status: 410, body: { code: 'no-longer-live' } });
  t.equal((await claim(person, { pairingId: pairingIdOf(after) })).status, 200);
});
