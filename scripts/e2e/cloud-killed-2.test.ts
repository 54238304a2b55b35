/** The second hundred of the two hundred kills; two files, so that they run side by side. */
import t from 'tap';
import { killInTheMiddleOfClaims } from './test-support/cloud-kills.ts';

t.test('every acknowledged claim stands after each of a hundred kills', { timeout: 900_000 }, (t) =>
  killInTheMiddleOfClaims(t, 100),
);
