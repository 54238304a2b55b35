import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { listen } from '../../http/server.ts';
import { startIdentity } from '../identity-for-tests.ts';
import { providersSchema, readProvidersFile } from './provider-settings.ts';
import { type OidcIdp, startOidcIdp } from './testing/oidc-idp.ts';

t.test('a provider that is down at the start is offered as soon as it is there', async (t) => {
  const probe = await listen({ host: '127.0.0.1', port: 0, tls: null });
  const gone = Number(new URL(probe.url).port);
  await probe.close(0);
  const alarms: (() => void)[] = [];
  const providers = providersSchema.parse([
    {
      kind: 'oidc',
      id: 'late',
      name: 'Late',
      issuer: `http://127.0.0.1:${gone}`,
      clientId: 'a',
      clientSecret: 'b',
    },
  ]);
  const early = await startIdentity({
    signIn: { providers, setAlarm: (_ms, ring) => void alarms.push(ring) },
  });
  t.teardown(() => early.close());
  t.match((await early.send('GET', '/api/v1/sign-in-methods')).body, { providers: [] });
  t.ok(early.logged.some((line) => line.includes('identity-provider-unusable')));
  alarms.shift()?.();
  while (alarms.length === 0) await new Promise((resolve) => setImmediate(resolve));
  t.match((await early.send('GET', '/api/v1/sign-in-methods')).body, { providers: [] }, 'still down');
  const idp: OidcIdp = await startOidcIdp({ redirectUris: ['http://127.0.0.1/none'], port: gone });
  t.teardown(() => idp.close());
  alarms.shift()?.();
  for (;;) {
    const { body } = await early.send('GET', '/api/v1/sign-in-methods');
    if ((body['providers'] as unknown[]).length === 1) break;
  }
  t.pass('it came back without a restart');
});

t.test('a file of providers is read, or what is wrong with it is said without its secrets', async (t) => {
  const file = join(mkdtempSync(join(tmpdir(), 'signet-providers-')), 'providers.json');
  const client = { clientId: 'id', clientSecret: 'very secret' };
  writeFileSync(
    file,
    JSON.stringify([
      { kind: 'google', ...client },
      { kind: 'microsoft', ...client },
      { kind: 'github', ...client },
    ]),
  );
  t.match(readProvidersFile(file), [
    { id: 'google', protocol: 'oidc', issuer: 'https://accounts.google.com' },
    { id: 'microsoft', protocol: 'built-in', tenant: 'common' },
    { id: 'github', protocol: 'built-in', name: 'GitHub' },
  ]);
  const wrong: [string, RegExp][] = [
    ['{"very secret', /no JSON/],
    ['{}', /the list/],
    [JSON.stringify([{ kind: 'google', clientId: 'very secret' }]), /0\.clientSecret/],
    [
      JSON.stringify([{ kind: 'oidc', id: 'github', name: 'x', issuer: 'https://x.example', ...client }]),
      /taken/,
    ],
    [JSON.stringify([{ kind: 'microsoft', tenant: 'evil/..', ...client }]), /tenant/],
    [
      JSON.stringify([
        { kind: 'github', ...client },
        { kind: 'github', ...client },
      ]),
      /same id/,
    ],
  ];
  for (const [text, expected] of wrong) {
    writeFileSync(file, text);
    t.throws(() => readProvidersFile(file), { code: 'sign-in-providers-unusable', message: expected });
    try {
      readProvidersFile(file);
    } catch (error) {
      t.notMatch(String(error), /very secret/);
    }
  }
  t.throws(() => readProvidersFile('/none'), {
    code: 'sign-in-providers-unusable',
    message: /cannot be read/,
  });
});
