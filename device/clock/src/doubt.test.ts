import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readDoubt } from './doubt.ts';

for (const [text, expected] of [
  [
    '{"origin":"https://Signet.Example","caFile":null}',
    { host: 'signet.example', hostIsAddress: false, port: 443, authority: 'signet.example', caFile: null },
  ],
  [
    '{"origin":"https://signet.example:8443","caFile":"/etc/signet/ca.pem"}',
    { port: 8443, authority: 'signet.example:8443', caFile: '/etc/signet/ca.pem' },
  ],
  ['{"origin":"https://10.0.0.7"}', { host: '10.0.0.7', hostIsAddress: true, caFile: null }],
  [
    '{"origin":"https://[fd00::7]:444"}',
    { host: 'fd00::7', hostIsAddress: true, authority: '[fd00::7]:444', port: 444 },
  ],
  ['{"origin":"http://signet.example"}', { code: 'doubt-unreadable' }],
  ['{"origin":"signet.example"}', { code: 'doubt-unreadable' }],
  ['{"origin":"https://a b"}', { code: 'doubt-unreadable' }],
  ['{"origin":"https://signet.example","caFile":"ca.pem"}', { code: 'doubt-unreadable' }],
  ['{"origin":1}', { code: 'doubt-unreadable' }],
  ['not json', { code: 'doubt-unreadable' }],
] as const) {
  t.test(text, async (t) => {
    const file = join(t.testdir(), 'doubt.json');
    writeFileSync(file, text);
    t.match(readDoubt(file), expected);
  });
}

t.test('a file that is not there is a doubt that cannot be read', async (t) => {
  t.match(readDoubt(join(t.testdir(), 'missing')), { code: 'doubt-unreadable' });
});
