import t from 'tap';
import { forgetConsent, hasConsent, rememberConsent } from './consent.ts';

function startStore() {
  const values = new Map<string, string>();
  return {
    getItem: (name: string) => values.get(name) ?? null,
    setItem: (name: string, value: string) => void values.set(name, value),
    removeItem: (name: string) => void values.delete(name),
  };
}

t.test('consent is for one screen, for an hour, and until it is used', (t) => {
  const store = startStore();
  t.notOk(hasConsent('ABC', store, 1_000));
  rememberConsent('abc', store, 1_000);
  t.ok(hasConsent('ABC', store, 1_000), 'addresses ignore case');
  t.notOk(hasConsent('XYZ', store, 1_000));
  t.ok(hasConsent('ABC', store, 3_600_999));
  t.notOk(hasConsent('ABC', store, 3_601_000), 'after an hour');
  t.notOk(hasConsent('ABC', store, 0), 'nor from a clock that was set back');
  forgetConsent('ABC', store);
  t.notOk(hasConsent('ABC', store, 1_000));
  t.end();
});

t.test('where nothing can be stored, nothing is consented to and nothing breaks', (t) => {
  const broken = {
    getItem: () => {
      throw new Error('switched off');
    },
    setItem: () => {
      throw new Error('full');
    },
    removeItem: () => {
      throw new Error('switched off');
    },
  };
  rememberConsent('ABC', broken, 1);
  forgetConsent('ABC', broken);
  t.notOk(hasConsent('ABC', broken, 1));
  t.notOk(hasConsent('ABC', null, 1));
  t.end();
});
