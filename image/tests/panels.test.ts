/** The promise on panels of other shapes. */
import t from 'tap';
import { pairsOnPanel } from '../testing/pairs-on-panel.ts';

for (const panel of [
  { widthPx: 1920, heightPx: 1080 },
  { widthPx: 1080, heightPx: 1920 },
]) {
  const size = `${panel.widthPx}x${panel.heightPx}`;
  t.test(`powered on at ${size}, it shows a code of its cloud; claimed, it is listed`, (t) =>
    pairsOnPanel(t, panel),
  );
}
