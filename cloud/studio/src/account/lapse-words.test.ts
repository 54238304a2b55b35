import t from 'tap';
import { effectiveDays, lapseChoices, lapseOf, lapseWords, screens } from './lapse-words.ts';

t.test('every choice is in words, the shortest first and for ever last', (t) => {
  t.same(
    lapseChoices(null, 90).map(({ label }) => label),
    ['As this cloud has it: 90 days', '7 days', '30 days', '90 days', '180 days', '365 days', 'For ever'],
  );
  t.match(lapseChoices(null, null)[0], { value: '', label: 'As this cloud has it: for ever' });
  t.same(
    lapseChoices(45, 90)
      .slice(1, 5)
      .map(({ value }) => value),
    ['7', '30', '45', '90'],
    'and what a script has set is among them',
  );
  t.equal(lapseChoices(0, 90).length, 7);
  t.end();
});

t.test('a choice is read as it is kept', (t) => {
  t.equal(lapseOf(''), null);
  t.equal(lapseOf('0'), 0);
  t.equal(lapseOf('30'), 30);
  t.equal(effectiveDays(null, 90), 90);
  t.equal(effectiveDays(null, null), 0);
  t.equal(effectiveDays(7, 90), 7);
  t.equal(effectiveDays(0, 90), 0);
  t.end();
});

t.test('one is one, and parts of days are told', (t) => {
  t.equal(lapseWords(1), '1 day');
  t.equal(lapseWords(0.04), '0 days');
  t.equal(lapseWords(2.5), '2.5 days');
  t.equal(screens(1), '1 screen');
  t.equal(screens(0), '0 screens');
  t.end();
});
