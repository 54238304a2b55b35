import { unboundReasons as reasonsOnTheWire, enrolRefusals as refusalsOnTheWire } from '@signet/protocol';
import t from 'tap';
import { enrolRefusals, explainBanner, standings, troubles, unboundReasons } from './troubles.ts';

t.test('every trouble and reason has a title, a sentence and an advice of its own', async (t) => {
  const all = [
    ...Object.values(troubles),
    ...Object.values(unboundReasons),
    ...Object.values(enrolRefusals),
    explainBanner({ kind: 'enrolling' }),
    explainBanner({ kind: 'database-rebuilt' }),
    explainBanner({ kind: 'storage-full' }),
  ];
  for (const field of ['title', 'sentence', 'advice'] as const) {
    t.equal(new Set(all.map((one) => one[field])).size, all.length, field);
  }
  for (const { title, sentence, advice } of all) {
    t.match(sentence, /^[A-Z].*\.$/);
    t.match(advice, /^[A-Z].*\.$/);
    t.notMatch(title, /\.$/);
    t.ok(title.length <= 42, title);
    t.ok(sentence.length <= 130, sentence);
    t.ok(advice.length <= 130, advice);
  }
});

t.test('every reason on the wire has words', async (t) => {
  t.same(Object.keys(unboundReasons).sort(), [...reasonsOnTheWire].sort());
  t.same(Object.keys(enrolRefusals).sort(), [...refusalsOnTheWire].sort());
});

t.test('a refusal says whether the device tries again by itself', async (t) => {
  for (const reason of refusalsOnTheWire) {
    t.same(explainBanner({ kind: 'enrol-refused', reason, again: false }), enrolRefusals[reason]);
    t.match(explainBanner({ kind: 'enrol-refused', reason, again: true }).advice, /tries again by itself/);
  }
});

t.test('the two links never both look good while something is wrong', async (t) => {
  for (const trouble of Object.keys(troubles) as (keyof typeof troubles)[]) {
    const { network, cloud } = standings({ state: 'offline', trouble });
    t.not(`${network.state} ${cloud.state}`, 'good good', trouble);
  }
  t.match(standings({ state: 'online' }), { network: { state: 'good' }, cloud: { state: 'good' } });
  t.match(standings({ state: 'connecting' }), { network: { state: 'busy' }, cloud: { state: 'busy' } });
});
