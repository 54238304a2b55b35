import t from 'tap';
import { startIdentity } from '../identity-for-tests.ts';
import { startBrowser } from './testing/browser.ts';
import { signUp } from './testing/company.ts';

const cloud = await startIdentity();
t.teardown(() => cloud.close());
const password = 'a long enough one';
const path = '/api/auth/sign-in/email';

/** A request as a browser makes it; better-auth believes what only browsers can say. */
function post(path: string, body: string, headers: Record<string, string>) {
  return fetch(cloud.url + path, { method: 'POST', body, headers, redirect: 'manual' });
}

t.test('no page of another site signs its visitor in as somebody else', async (t) => {
  await cloud.signUp('attacker@elsewhere.example');
  const known = { email: 'attacker@elsewhere.example', password };
  const fresh = { email: 'fresh@elsewhere.example', password, name: 'Fresh' };
  const types: [string, (fields: Record<string, string>) => string][] = [
    ['application/x-www-form-urlencoded', (fields) => String(new URLSearchParams(fields))],
    ['text/plain', JSON.stringify],
    ['application/json', JSON.stringify],
  ];
  for (const [type, write] of types) {
    for (const Origin of ['https://evil.example', 'null', `${cloud.origin}.evil.example`]) {
      const sent = {
        'Content-Type': type,
        Origin,
        'Sec-Fetch-Site': 'cross-site',
        'Sec-Fetch-Mode': 'navigate',
        'Sec-Fetch-Dest': 'document',
      };
      for (const [way, fields] of [
        [path, known],
        ['/api/auth/sign-up/email', fresh],
      ] as const) {
        const answer = await post(way, write(fields), sent);
        t.ok(
          answer.status === 403 || answer.status === 415,
          `${way}, ${type} from ${Origin}: ${answer.status}`,
        );
        t.same(answer.headers.getSetCookie(), [], 'and sets no cookie');
      }
    }
  }
  const own = await post(path, JSON.stringify(known), {
    'Content-Type': 'application/json',
    Origin: cloud.origin,
  });
  t.equal(own.status, 200, 'from our own page it is fine');
  t.match(own.headers.getSetCookie(), [/session_token/]);
});

t.test('nobody is signed in or out by following a link', async (t) => {
  const cookie = await cloud.signUp('link@elsewhere.example');
  for (const way of [path, '/api/auth/sign-in/social', '/api/auth/sign-in/sso', '/api/auth/sign-out']) {
    const answer = await cloud.send('GET', `${way}?email=a%40b.example&password=x`, { cookie });
    t.ok(answer.status === 404 || answer.status === 405, `${way}: ${answer.status}`);
  }
  t.equal((await cloud.send('GET', '/api/v1/session', { cookie })).status, 200);
});

t.test('signing in by a password makes a new session, whatever cookie was there before', async (t) => {
  const attacker = await signUp(cloud, 'fixing@elsewhere.example');
  const planted = attacker.cookies.get(cloud.origin)?.get('signet.session_token') ?? '';
  await cloud.signUp('fixed@elsewhere.example');
  const victim = startBrowser();
  for (const value of [planted, 'made.up', '']) {
    victim.cookies.set(cloud.origin, new Map([['signet.session_token', value]]));
    const answer = await victim.send(cloud.origin + path, { email: 'fixed@elsewhere.example', password });
    t.equal(answer.status, 200);
    const given = victim.cookies.get(cloud.origin)?.get('signet.session_token');
    t.ok(given !== undefined && given !== value, 'a new one');
    t.match((await victim.json(`${cloud.url}/api/v1/session`)).body, {
      user: { email: 'fixed@elsewhere.example' },
    });
  }
  t.match(
    (await attacker.json(`${cloud.url}/api/v1/session`)).body,
    { user: { email: 'fixing@elsewhere.example' } },
    'and the one that was planted leads where it led before',
  );
});
