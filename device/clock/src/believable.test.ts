import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { disbelieve, readFloorSeconds } from './believable.ts';

const at = (iso: string) => Date.parse(iso) / 1_000;

t.test(
  'the floor is the latest of the files that are there, and never before this program was written',
  async (t) => {
    const file = (name: string, iso: string) => {
      const path = join(directory, name);
      writeFileSync(path, '');
      utimesSync(path, at(iso), at(iso));
      return path;
    };
    const directory = t.testdir();
    const [built, saved, old] = [file('a', '2027-03-01'), file('b', '2027-05-06'), file('c', '1970-01-01')];
    t.equal(readFloorSeconds([built, saved, join(directory, 'missing')]), at('2027-05-06'));
    t.equal(readFloorSeconds([old]), at('2026-11-01'));
    t.equal(readFloorSeconds([join(built, 'below-a-file')]), at('2026-11-01'));
    t.equal(readFloorSeconds([]), at('2026-11-01'));
  },
);

for (const [iso, code] of [
  ['2027-05-05T23:59:59Z', 'date-below-floor'],
  ['2027-05-06T00:00:00Z', null],
  ['2042-05-01T00:00:00Z', null],
  ['2042-05-10T00:00:00Z', 'date-beyond-ceiling'],
  ['1970-01-01T00:00:00Z', 'date-below-floor'],
] as const) {
  t.test(`${iso} above a floor of 2027-05-06: ${code ?? 'can be'}`, async (t) => {
    t.equal(disbelieve(at(iso), at('2027-05-06'))?.code ?? null, code);
  });
}
