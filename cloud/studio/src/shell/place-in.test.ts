import t from 'tap';
import { placeIn } from './place-in.ts';

for (const [from, to] of [
  ['/devices', '/devices'],
  ['/devices/abc', '/devices'],
  ['/settings/members', '/settings/members'],
  ['/settings/sign-on/abc', '/settings/sign-on'],
  ['/settings', '/settings'],
  ['/settings/', '/settings'],
  ['/pair', '/pair'],
  ['/', '/devices'],
] as const) {
  t.equal(placeIn(from), to, from);
}
