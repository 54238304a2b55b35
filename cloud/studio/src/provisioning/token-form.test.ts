import t from 'tap';
import { emptyToken, newTokenOf, objections } from './token-form.ts';

t.test('a form says no more than was filled in', async (t) => {
  const plain = newTokenOf({ ...emptyToken, name: ' Shops ', life: '' }, 1_000);
  t.match(plain, { name: 'Shops', maxUses: null, expiresAt: null, tags: [], serials: null, network: null });
  const full = newTokenOf(
    { ...emptyToken, name: 'Shops', maxUses: ' 500 ', life: '1', tags: 'a, b', serials: 'NP-*' },
    1_000,
  );
  t.match(full, { maxUses: 500, expiresAt: 86_401_000, tags: ['a', 'b'], serials: ['NP-*'] });
});

t.test('what cannot be is objected to where it stands', async (t) => {
  const wrong: [keyof typeof emptyToken, string][] = [
    ['name', ' '],
    ['maxUses', '0'],
    ['maxUses', 'many'],
    ['serials', 'A*B'],
  ];
  const form = emptyToken;
  for (const [field, value] of wrong) t.ok(objections[field]?.(value as never, form), `${field}: ${value}`);
  for (const field of ['maxUses', 'serials'] as const)
    t.equal(objections[field]?.('' as never, form), null, field);
});
