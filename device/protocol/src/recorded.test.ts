/** Every message ever recorded parses for ever: old devices are always understood. Files are added here, never edited. */
import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { helloClaimsSchema, parseCloudMessage, parseDeviceMessage } from './index.ts';

const testdata = new URL('../testdata/', import.meta.url);

for (const version of readdirSync(testdata)) {
  for (const [side, parse] of [
    ['cloud', parseCloudMessage],
    ['device', parseDeviceMessage],
  ] as const) {
    const folder = new URL(`${version}/${side}/`, testdata);
    for (const file of readdirSync(folder)) {
      t.test(`${version} ${side}/${file} parses`, async (t) => {
        const text = readFileSync(new URL(file, folder), 'utf8');
        const parsed = parse(text);
        t.equal(parsed.outcome, 'message', JSON.stringify(parsed));
        t.match(parsed, { message: { type: new RegExp(`^${JSON.parse(text).type}$`) } });
      });
    }
  }
  t.test(`${version} claims parse`, async (t) => {
    const text = readFileSync(new URL(`${version}/claims/hello.json`, testdata), 'utf8');
    t.ok(helloClaimsSchema.safeParse(JSON.parse(text)).success);
  });
}

function recorded(file: string): unknown {
  const parsed = parseCloudMessage(readFileSync(new URL(`v1/cloud/${file}`, testdata), 'utf8'));
  return parsed.outcome === 'message' ? parsed.message : parsed;
}

t.test('an item of a kind from the future is left out and its neighbours play', async (t) => {
  t.match(recorded('bound-from-a-later-cloud.json'), {
    desired: { playlist: { items: [{ id: 'it_1', kind: 'picture' }] } },
  });
});

t.test('fields from the future are dropped', async (t) => {
  const message = recorded('bound-from-a-later-cloud.json');
  t.notMatch(message, { weather: String });
});

t.test('a reason from the future still unbinds', async (t) => {
  t.same(recorded('unbound-for-a-later-reason.json'), { type: 'unbound', reason: 'removed' });
});
