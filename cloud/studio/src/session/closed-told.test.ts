import t from 'tap';
import { rememberTold, wasTold } from './closed-told.ts';

function startStore(first: string | null = null) {
  let value = first;
  return {
    getItem: () => value,
    setItem(_: string, next: string) {
      value = next;
    },
  };
}

t.test('what was told once is not told again', (t) => {
  const store = startStore();
  t.notOk(wasTold('a', store));
  rememberTold(['a', 'b'], store);
  rememberTold(['c', 'a'], store);
  for (const id of ['a', 'b', 'c']) t.ok(wasTold(id, store), id);
  t.notOk(wasTold('d', store));
  t.end();
});

t.test('what somebody else wrote there, or nothing at all, breaks nothing', (t) => {
  for (const wrong of ['not JSON', '{"a":1}', '[1,null]']) t.notOk(wasTold('a', startStore(wrong)), wrong);
  const broken = {
    getItem: () => {
      throw new Error('switched off');
    },
    setItem: () => {
      throw new Error('full');
    },
  };
  rememberTold(['a'], broken);
  t.notOk(wasTold('a', broken));
  t.notOk(wasTold('a', null));
  t.end();
});
