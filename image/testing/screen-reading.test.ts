/** Each of the agent's troubles is told from all others, wherever the layout puts its words. */
import t from 'tap';
import { drawScreen } from '../../device/agent/src/screens/draw-screen.ts';
import { rasterise } from '../../device/agent/src/screens/rasterise.ts';
import type { Screen, Trouble } from '../../device/agent/src/screens/screen.ts';
import { troubles } from '../../device/agent/src/screens/troubles.ts';
import type { Picture } from './picture.ts';
import { showsScreen } from './screen-reading.ts';

const device = { model: 'Node Pro', serial: 'VM-0001', version: '0.1.0' };

function pictureOf(screen: Screen, size = { widthPx: 1280, heightPx: 800 }): Picture {
  const { rgba } = rasterise(drawScreen(screen, size), size, 0);
  const rgb = Buffer.alloc((rgba.length / 4) * 3);
  for (let pixel = 0; pixel < rgba.length / 4; pixel += 1)
    rgba.copy(rgb, pixel * 3, pixel * 4, pixel * 4 + 3);
  return { ...size, rgb };
}

function connecting(trouble: Trouble, addresses: readonly string[], inSeconds: number): Screen {
  const nextTry = { state: 'waiting', inSeconds } as const;
  return { kind: 'connecting', device, cloud: 'cloud.example', addresses, trouble, nextTry };
}

const all = Object.keys(troubles) as Trouble[];

t.test(
  'of all troubles exactly the shown one is recognised, without knowing the facts beside it',
  async (t) => {
    for (const shown of all) {
      const picture = pictureOf(connecting(shown, ['10.0.0.2', 'fec0::1234:5678'], 59));
      const seen = all.filter((trouble) => showsScreen(picture, connecting(trouble, ['10.9.9.9'], 3)));
      t.same(
        seen.map((trouble) => troubles[trouble].title),
        [troubles[shown].title],
        shown,
      );
    }
  },
);

t.test('a pairing screen is recognised by its headline and by the trouble that it tells', async (t) => {
  const pairing = (link: Extract<Screen, { kind: 'pairing' }>['link'], code = 'ABCD-EFGH'): Screen => ({
    ...{ kind: 'pairing', device, code, shortUrl: 'cloud.example/pair', link, banner: null },
    url: 'HTTPS://CLOUD.EXAMPLE/P/ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  });
  const offline = (trouble: Trouble) => pairing({ state: 'offline', trouble });
  const picture = pictureOf(offline('refused'), { widthPx: 1080, heightPx: 1920 });
  t.ok(showsScreen(picture, offline('refused')));
  t.notOk(showsScreen(picture, offline('dns')));
  t.notOk(showsScreen(picture, pairing({ state: 'online' })));
  t.ok(showsScreen(picture, offline('refused'), ['ABCD-EFGH']));
  t.notOk(
    showsScreen(picture, pairing({ state: 'offline', trouble: 'refused' }, 'HGFE-DCBA'), ['HGFE-DCBA']),
  );
});

t.test('text that a screen does not have is a mistake of the test', async (t) => {
  const picture = pictureOf(connecting('dns', [], 1));
  t.throws(() => showsScreen(picture, connecting('dns', [], 1), ['elsewhere']), /does not say/);
});
