import { join } from 'node:path';
import t from 'tap';
import { benchImage, bootFigures, missingPrograms } from './image.ts';

t.test(
  'the ratio of the medians is what the budget is about; second boots are for orientation',
  async (t) => {
    const figures = bootFigures({ first: [50, 60, 40], again: [30] }, { first: [80, 90, 75], again: [60] });
    t.match(figures, [
      {
        what: /QR that decodes, first boot, median of 3/,
        measured: 50,
        spread: { min: 40, max: 60 },
        budget: null,
      },
      {
        what: /Debian trixie, first boot, median of 3/,
        measured: 80,
        spread: { min: 75, max: 90 },
        budget: null,
      },
      { what: /first boot/, measured: 0.625, budget: 1, unit: '' },
      { what: /second boot, median of 1/, measured: 30 },
      { what: /second boot, median of 1/, measured: 60 },
      { what: /second boot/, measured: 0.5, budget: null },
    ]);
  },
);

t.test('without second boots there are no rows of them, without boots none at all', async (t) => {
  t.equal(bootFigures({ first: [1], again: [] }, { first: [2], again: [] }).length, 3);
  t.same(bootFigures(undefined, undefined), []);
});

t.test('without an image there is a sentence in place of figures', async (t) => {
  const image = join(t.testdir(), 'signet.raw');
  const { figures, notes } = await benchImage({ image, runs: 5, again: false, tell: () => undefined });
  t.same(figures, []);
  t.match(notes, [/not measured: there is none at .*signet\.raw; `make image` builds it/]);
});

t.test('programs that are not there are named', async (t) => {
  t.same(missingPrograms(['sh', 'signet-has-no-such-program']), ['signet-has-no-such-program']);
});
