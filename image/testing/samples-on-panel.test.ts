import { readFileSync } from 'node:fs';
import t from 'tap';
import { samplePlaylist } from '../../cloud/src/content/samples/samples.ts';
import { drawScreen } from '../../device/agent/src/screens/draw-screen.ts';
import { rasterise } from '../../device/agent/src/screens/rasterise.ts';
import type { Picture } from './picture.ts';
import { distance, isOfSamples, referencesFor, sampleOn } from './samples-on-panel.ts';

const panels = [
  { widthPx: 1280, heightPx: 800 },
  { widthPx: 1920, heightPx: 1080 },
];

function picture(svg: string, geometry: { widthPx: number; heightPx: number }): Picture {
  const { rgba } = rasterise(svg, geometry, 0);
  return { ...geometry, rgb: Buffer.from(rgba.filter((_, index) => index % 4 !== 3)) };
}

function sample(file: URL, { widthPx, heightPx }: { widthPx: number; heightPx: number }): Picture {
  const size = `width="${widthPx}" height="${heightPx}"`;
  return picture(readFileSync(file, 'utf8').replace('<svg ', `<svg ${size} `), { widthPx, heightPx });
}

for (const panel of panels) {
  const { widthPx, heightPx } = panel;
  t.test(`samples are told apart at ${widthPx}x${heightPx}`, async (t) => {
    const all = referencesFor(panel);
    for (const one of all)
      for (const other of all)
        if (one !== other)
          t.ok(distance(one.thumbnail, other.thumbnail) > 20, `${one.name} and ${other.name}`);
    const [first, second] = samplePlaylist.items;
    if (first === undefined || second === undefined) throw new Error('There are samples.');
    const [from, to] = [sample(first.file, panel), sample(second.file, panel)];
    t.equal(sampleOn(from), first.name);
    t.equal(sampleOn(to), second.name);

    const halfWay = { ...panel, rgb: from.rgb.map((value, at) => (value + (to.rgb[at] ?? 0)) / 2) };
    const fade = { ...panel, rgb: Buffer.from(halfWay.rgb) };
    t.equal(sampleOn(fade), null);
    t.ok(isOfSamples(fade), 'a cross-fade belongs to them');
  });

  t.test(`nothing else is a sample at ${widthPx}x${heightPx}`, async (t) => {
    const device = { model: 'Node Pro', serial: 'VM-1', version: '1.0.0' };
    for (const [what, svg] of [
      ['a screen of the agent', drawScreen({ kind: 'starting', device }, panel)],
      ...['#000', '#fff', '#777'].map((colour) => [
        colour,
        `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}"><rect width="100%" height="100%" fill="${colour}"/></svg>`,
      ]),
    ] as const) {
      const seen = picture(svg ?? '', panel);
      t.equal(sampleOn(seen), null, what);
      t.notOk(isOfSamples(seen), what);
    }
  });
}
