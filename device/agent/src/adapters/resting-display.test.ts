import t from 'tap';
import { createRestingDisplay } from './resting-display.ts';

const screen = { kind: 'starting', device: { model: 'm', serial: 's', version: 'v' } } as const;

t.test('it rests after the last picture, and again while nothing is drawn', async (t) => {
  const drawn = [true, true, false];
  let rests = 0;
  const { promise: rested, resolve } = Promise.withResolvers<void>();
  const display = createRestingDisplay(
    { show: async () => ({ drawn: drawn.shift() ?? false }), close: async () => undefined },
    {
      quietMs: 5,
      againMs: 5,
      rest: () => {
        rests += 1;
        if (rests === 2) resolve();
      },
    },
  );
  t.same(await display.show(screen), { drawn: true });
  t.same(await display.show(screen), { drawn: true });
  t.same(await display.show(screen), { drawn: false });
  t.same(await display.check?.(), { drawn: false });
  // The timer does not hold the process, so something else must.
  const hold = setInterval(() => undefined, 1_000);
  await rested;
  clearInterval(hold);
  t.equal(rests, 2);
  await display.close();
});

t.test('after close it rests no more', async (t) => {
  const display = createRestingDisplay(
    {
      show: async () => ({ drawn: true }),
      check: async () => ({ drawn: true }),
      close: async () => undefined,
    },
    { quietMs: 0, againMs: 0, rest: () => t.fail('it rested') },
  );
  await display.show(screen);
  await display.check?.();
  await display.close();
  await new Promise((resolve) => setTimeout(resolve, 5));
});
