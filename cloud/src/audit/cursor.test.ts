import t from 'tap';
import { readCursor, writeCursor } from './cursor.ts';

t.test('a cursor comes back as what it was made from', async (t) => {
  for (const at of [0, 1, 1_795_449_600_000]) {
    const position = { at, auditId: '0123456789abcdef'.repeat(2) };
    t.same(readCursor(writeCursor(position)), position);
  }
});

t.test('what is no cursor is none', async (t) => {
  const id = 'a'.repeat(32);
  for (const text of [
    '',
    '-',
    id,
    `-${id}`,
    `zz-${id}0`,
    `1-${'A'.repeat(32)}`,
    `zzzzzzzzzzzz-${id}`,
    `1 -${id}`,
  ])
    t.equal(readCursor(text), null, text);
});
