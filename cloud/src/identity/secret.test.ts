import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { deriveKey, openSecret } from './secret.ts';

const directory = () => mkdtempSync(join(tmpdir(), 'signet-secret-'));

t.test('a secret is made once, for its owner alone, and is the same ever after', (t) => {
  const here = directory();
  const made = openSecret(here, randomBytes);
  t.equal(made.byteLength, 32);
  t.equal(statSync(join(here, 'secret')).mode & 0o777, 0o600);
  t.same(readdirSync(here), ['secret'], 'nothing is left beside it');
  const unused = () => {
    throw new Error('asked for randomness');
  };
  t.same([...openSecret(here, unused)], [...made]);
  t.end();
});

t.test('of two that make it at once, one wins and both have the same', (t) => {
  const here = directory();
  let other: Uint8Array | undefined;
  const mine = openSecret(here, (size) => {
    other ??= openSecret(here, randomBytes);
    return randomBytes(size);
  });
  t.same([...mine], [...(other ?? [])]);
  t.end();
});

t.test('a damaged secret, a missing folder and an unreadable file are errors, not new secrets', (t) => {
  const here = directory();
  writeFileSync(join(here, 'secret'), 'short');
  t.throws(() => openSecret(here, randomBytes), { code: 'secret-unusable' });
  t.throws(() => openSecret(join(here, 'nowhere'), randomBytes), { code: 'secret-unusable' });
  const locked = directory();
  openSecret(locked, randomBytes);
  chmodSync(join(locked, 'secret'), 0o000);
  // root reads whatever it wants.
  if (process.getuid?.() !== 0) t.throws(() => openSecret(locked, randomBytes), { code: 'secret-unusable' });
  t.end();
});

t.test('each purpose has a key of its own', (t) => {
  const secret = randomBytes(32);
  const sessions = deriveKey(secret, 'sessions');
  t.equal(sessions.byteLength, 32);
  t.same([...deriveKey(secret, 'sessions')], [...sessions]);
  t.notSame([...deriveKey(secret, 'media-tokens')], [...sessions]);
  t.notSame([...sessions], [...secret]);
  t.end();
});
