/** The limits in force, through the real routes and sockets: an attack on typed codes costs nobody else their pairing. */
import t from 'tap';
import { startTestCloud } from '../devices/testing/test-cloud.ts';
import { showCodes } from './testing/show-codes.ts';

t.test(
  "while an attack has used up everyone's tries, scanning, honest typing and registering go on",
  async (t) => {
    const cloud = await startTestCloud();
    t.teardown(() => cloud.close());
    await showCodes(cloud.deps.db, 10_000, cloud.deps.clock());

    const refusals: string[] = [];
    let tries = 0;
    for (; refusals.length < 3 && tries < 5_000; tries += 1) {
      const address = `10.${Math.floor(tries / 250) % 4}.0.${tries % 250}`;
      const answer = await cloud.claim({ code: '2345-6789' }, `attacker-${tries % 100}`, address);
      if (answer.status === 429 && /everywhere/.test(answer.body.detail)) refusals.push(answer.body.detail);
    }
    t.equal(refusals.length, 3, `the attack is refused after ${tries} tries`);

    const devices = await Promise.all(Array.from({ length: 100 }, () => cloud.device()));
    const shown = await Promise.all(devices.map(async (device) => (await device.signOn()).next('pairing')));
    t.equal(
      new Set(shown.map(({ code }) => code)).size,
      100,
      'a hundred devices behind one address get a code at once',
    );

    const [first, second] = shown;
    if (first === undefined || second === undefined) return t.fail('no codes to claim');
    const scanned = await cloud.claim({ pairingId: first.pairingId }, 'scanner', '192.0.2.7');
    t.equal(scanned.status, 200, 'scanning pairs at once');

    for (const typo of ['2222-2222', '3333-3333']) {
      t.equal(
        (await cloud.claim({ code: typo }, 'typist', '192.0.2.8')).status,
        404,
        'a typo is told as one',
      );
    }
    const typed = await cloud.claim({ code: second.code }, 'typist', '192.0.2.8');
    t.equal(typed.status, 200, 'an honest typist with two typos gets in');
  },
);
