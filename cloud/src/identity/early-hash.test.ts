import { verifyPassword } from 'better-auth/crypto';
import t from 'tap';
import { hash, hashEarly, withEarlyHash } from './early-hash.ts';

t.test('a hash made early is the one that is used, once, and it verifies', async (t) => {
  await withEarlyHash(async () => {
    await hashEarly('correct horse');
    let early = '';
    void hash('correct horse').then((made) => (early = made));
    // scrypt works on another thread, so it could never be done within these.
    for (let i = 0; i < 10; i += 1) await Promise.resolve();
    t.not(early, '', 'no work was left to do');
    t.ok(await verifyPassword({ hash: early, password: 'correct horse' }));
    t.not(await hash('correct horse'), early, 'the next one has a salt of its own');
  });
});

t.test('another password never gets the early hash', async (t) => {
  await withEarlyHash(async () => {
    await hashEarly('one password');
    const other = await hash('another password');
    t.ok(await verifyPassword({ hash: other, password: 'another password' }));
    t.notOk(await verifyPassword({ hash: other, password: 'one password' }));
  });
});

t.test('two requests at once do not see each other’s', async (t) => {
  const hashes = await Promise.all(
    ['a first one', 'a second one'].map((password) =>
      withEarlyHash(async () => {
        await hashEarly(password);
        return { password, hash: await hash(password) };
      }),
    ),
  );
  for (const made of hashes) t.ok(await verifyPassword(made));
});

t.test('outside a request it hashes as always', async (t) => {
  await hashEarly('unheard');
  t.ok(await verifyPassword({ hash: await hash('unheard'), password: 'unheard' }));
});
