import t from 'tap';
import { capability, capabilityHistory } from './index.ts';

t.test('the capability number counts up by one, with dates in order, and the last is ours', async (t) => {
  t.same(
    capabilityHistory.map((entry) => entry.capability),
    capabilityHistory.map((_, index) => index + 1),
  );
  const dates = capabilityHistory.map((entry) => entry.date);
  t.same(dates, dates.toSorted());
  t.equal(capability, capabilityHistory.length);
});
