import t from 'tap';
import { cloudNowMs, learnCloudTime } from './cloud-clock.ts';

const near = (a: number, b: number) => Math.abs(a - b) < 1_000;

t.test("the cloud's time is known on a phone whose clock is wrong", async (t) => {
  const yearMs = 365 * 86_400_000;
  const header = new Date(Date.now() + yearMs).toUTCString();
  learnCloudTime(header, Date.now());
  t.ok(near(cloudNowMs(), Date.now() + yearMs));

  learnCloudTime(null, Date.now());
  t.ok(near(cloudNowMs(), Date.now() + yearMs), 'an answer without a date changes nothing');
  learnCloudTime('nonsense', Date.now());
  t.ok(near(cloudNowMs(), Date.now() + yearMs), 'nor does one that cannot be read');

  const at = Date.now();
  learnCloudTime(new Date(at).toUTCString(), at);
  t.ok(near(cloudNowMs(), Date.now()), 'whole seconds are not taken for a wrong clock');
});
