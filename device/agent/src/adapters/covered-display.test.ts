import t from 'tap';
import type { DisplayPort } from '../ports.ts';
import { ordinary, pairing } from '../screens/sample-screens.ts';
import { createCoveredDisplay } from './covered-display.ts';

function setUp(checks = true) {
  const asked: string[] = [];
  const display: DisplayPort = {
    show: async (screen) => {
      asked.push(screen.kind);
      return { drawn: true };
    },
    ...(checks ? { check: async () => ({ drawn: false, standing: false }) as const } : {}),
    close: async () => void asked.push('close'),
  };
  return { covered: createCoveredDisplay(display), asked };
}

t.test('that something plays is never drawn, so the screen before it stays; all others are', async (t) => {
  const { covered, asked } = setUp();
  for (const screen of Object.values(ordinary)) await covered.show(screen);
  const kinds = Object.values(ordinary).map(({ kind }) => kind);
  t.same(
    asked,
    kinds.filter((kind) => kind !== 'playing'),
  );
  t.ok(kinds.includes('playing'));
  t.same(await covered.show(ordinary['playing'] ?? pairing), { drawn: false });
});

t.test('checking and closing are the display’s own', async (t) => {
  const { covered, asked } = setUp();
  t.same(await covered.check?.(), { drawn: false, standing: false });
  await covered.close();
  t.same(asked, ['close']);
  t.equal(setUp(false).covered.check, undefined);
});
