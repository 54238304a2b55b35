/**
 * What every display must do, as one suite that each implementation's test runs on the real part.
 *
 * Responsible for behaviour alone; how a picture is read back is the harness's business.
 */
import type { Test } from 'tap';
import type { DisplayPort } from '../ports.ts';
import { decodeQrCodes, pixelsOfPng } from '../screens/qr-decoding.ts';
import { extreme, ordinary, pairing } from '../screens/sample-screens.ts';
import type { Screen } from '../screens/screen.ts';

/** One display under test. */
export interface DisplayUnderTest {
  display: DisplayPort;
  /** What a person would see now, as a PNG; also after `close`. */
  readPicture(): Promise<Buffer>;
  /** How often something was written to the display so far; absent where that cannot be told. */
  writes?(): number;
}

export interface DisplayHarness {
  /** A display that has shown nothing yet, torn down with `t`. */
  create(t: Test): Promise<DisplayUnderTest>;
}

/** Runs the contract. The harness must be able to show the code of `HTTPS://HOST/P/<pairing ID>`. */
export function displayContract(t: Test, harness: DisplayHarness): void {
  const other: Screen = {
    ...pairing,
    url: 'HTTPS://SIGNET.EXAMPLE/P/ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    code: 'ABCD-EFGH',
  };

  t.test('every kind of screen is shown, with ordinary and with extreme texts', async (t) => {
    const { display, readPicture } = await harness.create(t);
    for (const [name, screen] of Object.entries({ ...ordinary, ...extreme })) {
      t.same(await display.show(screen), { drawn: true }, name);
    }
    t.ok((await readPicture()).length > 0);
    await display.close();
  });

  t.test('the pairing screen can be scanned, whatever the link is like', async (t) => {
    const { display, readPicture } = await harness.create(t);
    const links = [ordinary['pairing'], ordinary['pairing-connecting'], ordinary['pairing-worst']];
    for (const screen of links) {
      if (screen === undefined) continue;
      await display.show(screen);
      const [found] = await decodeQrCodes([pixelsOfPng(await readPicture())]);
      t.same(found, [pairing.url]);
    }
    await display.close();
  });

  t.test('the same screen twice draws and writes nothing', async (t) => {
    const { display, writes } = await harness.create(t);
    t.same(await display.show(pairing), { drawn: true });
    const before = writes?.();
    t.same(await display.show(structuredClone(pairing)), { drawn: false });
    t.equal(writes?.(), before);
    t.same(await display.show(other), { drawn: true });
    t.same(await display.show(pairing), { drawn: true }, 'going back to an earlier screen draws it again');
    await display.close();
  });

  t.test('of several shows at once the newest stands, and all of them resolve', async (t) => {
    const { display, readPicture } = await harness.create(t);
    const shows = [pairing, ...Object.values(ordinary), pairing, other].map((screen) => display.show(screen));
    await Promise.all(shows);
    const [found] = await decodeQrCodes([pixelsOfPng(await readPicture())]);
    t.same(found, [other.url]);
    await display.close();
  });

  t.test('the last picture stays after closing, and nothing is drawn any more', async (t) => {
    const { display, readPicture } = await harness.create(t);
    await display.show(pairing);
    await display.close();
    t.same(await display.show(other), { drawn: false });
    const [found] = await decodeQrCodes([pixelsOfPng(await readPicture())]);
    t.same(found, [pairing.url]);
  });

  t.test('a check of what is still there draws nothing', async (t) => {
    const { display, writes } = await harness.create(t);
    t.same((await display.check?.())?.drawn ?? false, false, 'before anything was shown');
    await display.show(pairing);
    const before = writes?.();
    t.same((await display.check?.())?.drawn ?? false, false, 'while it is there');
    t.equal(writes?.(), before);
    await display.close();
  });
}
