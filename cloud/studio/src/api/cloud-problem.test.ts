import t from 'tap';
import { asProblem, CloudProblem, problemOf } from './cloud-problem.ts';
import { sentencesFor, sentencesForCode } from './problem-sentences.ts';

const answer = (status: number, body: string, headers: Record<string, string> = {}) =>
  new Response(body, { status, headers });

const table: [name: string, response: Response, expected: object][] = [
  [
    'a problem document',
    answer(410, '{"code":"no-longer-live","detail":"d"}'),
    { code: 'no-longer-live', detail: 'd' },
  ],
  [
    'the field at fault',
    answer(400, '{"code":"invalid-request","field":"name"}'),
    { code: 'invalid-request', field: 'name' },
  ],
  [
    'how long to wait',
    answer(429, '{"code":"too-many-tries","retryAfterSeconds":41.2}'),
    { retryAfterSeconds: 42 },
  ],
  [
    'how long to wait, by the header',
    answer(429, '', { 'Retry-After': '7' }),
    { code: 'too-many-tries', retryAfterSeconds: 7 },
  ],
  ['nonsense to wait for', answer(429, '{"retryAfterSeconds":-3}'), { retryAfterSeconds: undefined }],
  ['an error page of a proxy', answer(502, '<html>Bad gateway</html>'), { code: 'unavailable', detail: '' }],
  ['a crash', answer(500, ''), { code: 'internal' }],
  ['JSON that is no object', answer(404, 'null'), { code: 'unexpected' }],
];
t.test('a response that refuses becomes one problem', async (t) => {
  for (const [name, response, expected] of table) {
    const problem = await problemOf(response);
    for (const [key, value] of Object.entries(expected)) {
      t.equal(problem[key as keyof CloudProblem], value, `${name}: ${key}`);
    }
  }
});

t.test('whatever else is thrown is a problem too, with its cause', async (t) => {
  const cause = new TypeError('x');
  t.match(asProblem(cause), { code: 'unexpected', cause });
  const problem = new CloudProblem('wrong-code');
  t.equal(asProblem(problem), problem);
});

t.test('each code has its own sentences, and an unknown one still has some', async (t) => {
  const codes = [
    ...([
      'wrong-code',
      'malformed-code',
      'no-longer-live',
      'already-paired',
      'device-limit-reached',
    ] as const),
    ...(['too-many-tries', 'sign-in-required', 'invalid-request', 'not-allowed', 'unknown-account'] as const),
    ...(['unknown-device', 'undo-expired', 'foreign-origin', 'not-found', 'too-large'] as const),
    ...(['internal', 'unavailable', 'unreachable', 'unexpected'] as const),
  ];
  t.equal(new Set(codes.map((code) => sentencesForCode(code).title)).size, codes.length);
  const newer = await problemOf(answer(418, '{"code":"of-a-newer-cloud"}'));
  t.equal(sentencesFor(newer).title, sentencesForCode('unexpected').title);
  const named = await problemOf(answer(400, '{"code":"invalid-request","detail":"A name is one line."}'));
  t.equal(sentencesFor(named).advice, 'A name is one line.', 'what the cloud says of a field is passed on');
  t.not(sentencesForCode('invalid-request').advice, '');
});
