import t from 'tap';
import { home, safeReturnPath, signInPath } from './return-path.ts';

const kept = ['/pair', '/devices/abc?x=1#y', '/p/ABC', '/devices/%2F%2Fevil', '/a/../pair'];
for (const path of kept) t.ok(safeReturnPath(path).startsWith('/'), `${path} is of this site`);
t.equal(safeReturnPath('/devices/abc?x=1#y'), '/devices/abc?x=1#y', 'query and fragment are kept');
t.equal(safeReturnPath('/a/../pair'), '/pair', 'dots are resolved before anything is decided');

const refused = [
  null,
  '',
  'pair',
  'https://evil.example/',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/.//evil.example',
  '/x/..//evil.example',
  'javascript:alert(1)',
  '\\\\evil.example',
  '/sign-in',
  '/Sign-In/?next=/pair',
  'http:/evil.example',
];
for (const path of refused) t.equal(safeReturnPath(path), home, `${JSON.stringify(path)} is refused`);

t.equal(signInPath({ pathname: '/devices', search: '' }), '/sign-in', 'home needs no mention');
t.equal(signInPath({ pathname: '/', search: '' }), '/sign-in');
t.equal(signInPath({ pathname: '/pair', search: '?a=b&c' }), '/sign-in?next=%2Fpair%3Fa%3Db%26c');
