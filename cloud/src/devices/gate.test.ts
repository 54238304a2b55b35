import t from 'tap';
import { createGate } from './gate.ts';

t.test('so many at a time, in order, and a failure gives its place on', async (t) => {
  const gate = createGate(2);
  const events: string[] = [];
  const open: (() => void)[] = [];
  const work = (name: string) => () =>
    new Promise<string>((resolve, reject) => {
      events.push(name);
      open.push(() => (name === 'b' ? reject(new Error(name)) : resolve(name)));
    });
  const all = Promise.allSettled(['a', 'b', 'c', 'd'].map((name) => gate(work(name))));
  t.same(events, ['a', 'b']);
  open[1]?.();
  await new Promise(setImmediate);
  t.same(events, ['a', 'b', 'c']);
  open[0]?.();
  open[2]?.();
  await new Promise(setImmediate);
  t.same(events, ['a', 'b', 'c', 'd']);
  open[3]?.();
  t.same(
    (await all).map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  );
  t.equal(await gate(async () => 'free again'), 'free again');
});
