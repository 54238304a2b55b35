import { join } from 'node:path';
import t from 'tap';
import { largestPackages, packagesIn } from './package-sizes.ts';

const stanza = (name: string, version: string, kib: number | null) =>
  [
    `Package: ${name}`,
    `Version: ${version}`,
    ...(kib === null ? [] : [`Installed-Size: ${kib}`]),
    'Description: words',
    ' Package: not-a-field of its own',
  ].join('\n');

t.test('stanzas without a size are left out', async (t) => {
  const text = `${stanza('a', '1', 10)}\n\n${stanza('b', '2~rc1', null)}\n\n\n${stanza('c', '1:3', 30)}\n`;
  t.same(packagesIn(text), [
    { name: 'a', version: '1', kib: 10 },
    { name: 'c', version: '1:3', kib: 30 },
  ]);
  t.same(packagesIn(''), []);
});

t.test("the largest are those of the manifest's own versions, from all lists", async (t) => {
  const packages = ['a 1', 'b 2', 'c 3', 'gone 1'].map((one) => {
    const [name = '', version = ''] = one.split(' ');
    return { name, version };
  });
  const folder = t.testdir({
    manifest: JSON.stringify({ packages }),
    lists: {
      one_Packages: `${stanza('a', '1', 10)}\n\n${stanza('b', '1', 99)}\n\n${stanza('other', '1', 500)}\n`,
      two_Packages: `${stanza('b', '2', 20)}\n\n${stanza('c', '3', 5)}\n`,
      two_InRelease: 'Package: a\n',
    },
  });
  const largest = largestPackages(join(folder, 'manifest'), join(folder, 'lists'), 2);
  t.same(
    largest.map(({ name, kib }) => [name, kib]),
    [
      ['b', 20],
      ['a', 10],
    ],
  );
  t.same(
    largestPackages(join(folder, 'manifest'), join(folder, 'none'), 2),
    [],
    'without lists there is nothing to say',
  );
});
