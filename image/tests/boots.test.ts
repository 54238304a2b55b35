/** The promise itself: power on, a code on the panel, a claim, and the device is there. */
import t from 'tap';
import { pairsOnPanel } from '../testing/pairs-on-panel.ts';

t.test('powered on at 1280x800, it shows a code of its cloud; claimed, it is listed', (t) =>
  pairsOnPanel(t, { widthPx: 1280, heightPx: 800 }),
);
