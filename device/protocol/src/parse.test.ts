import t from 'tap';
import { maxMessageBytes, parseCloudMessage, parseDeviceMessage } from './index.ts';

for (const [what, text, problem, detail] of [
  ['nothing', '', 'not-json', /not JSON/],
  ['half a message', '{"type":"hel', 'not-json', /not JSON/],
  ['a list', '[]', 'not-an-object', /object/],
  ['null', 'null', 'not-an-object', /object/],
  ['a number', '7', 'not-an-object', /object/],
  ['an object without a type', '{"jws":"x"}', 'no-type', /"type"/],
  ['a type that is no text', '{"type":7}', 'no-type', /"type"/],
  ['a hello without a signature', '{"type":"hello"}', 'wrong-shape', /^hello: jws: /],
  ['a revision that is text', '{"type":"bound-ack","revision":"7"}', 'wrong-shape', /^bound-ack: revision: /],
  ['a negative revision', '{"type":"bound-ack","revision":-1}', 'wrong-shape', /revision/],
  ['notices that are no list', '{"type":"reported","showing":"x","notices":{}}', 'wrong-shape', /notices/],
] as const) {
  t.test(`${what} is refused with what is wrong`, async (t) => {
    const parsed = parseDeviceMessage(text);
    t.match(parsed, { outcome: 'malformed', problem, detail });
  });
}

t.test('a message of a kind from the future is told apart from a broken one', async (t) => {
  t.same(parseDeviceMessage('{"type":"telepathy","x":1}'), { outcome: 'unknown-type', type: 'telepathy' });
  t.same(parseCloudMessage('{"type":"hello","jws":"x"}'), { outcome: 'unknown-type', type: 'hello' });
  t.same(parseDeviceMessage('{"type":"__proto__"}'), { outcome: 'unknown-type', type: '__proto__' });
});

t.test('the size limit counts bytes, not characters', async (t) => {
  const padded = (fill: string, bytes: number) => {
    const empty = JSON.stringify({ type: 'bound-ack', revision: 1, pad: '' });
    return JSON.stringify({
      type: 'bound-ack',
      revision: 1,
      pad: fill.repeat(Math.floor((bytes - empty.length) / Buffer.byteLength(fill))),
    });
  };
  t.match(parseDeviceMessage(padded('x', maxMessageBytes)), { outcome: 'message' });
  t.match(parseDeviceMessage(padded('x', maxMessageBytes + 1)), { problem: 'too-large' });
  t.match(parseDeviceMessage(padded('€', maxMessageBytes)), { outcome: 'message' });
  t.match(parseDeviceMessage(padded('€', maxMessageBytes + 30)), { problem: 'too-large' });
});

t.test(
  'a bound message with one malformed item of a known kind is refused, with the path to it',
  async (t) => {
    const bound = {
      type: 'bound',
      account: { id: 'a', name: 'A' },
      name: 'n',
      desired: {
        revision: 1,
        playlist: { id: 'p', name: 'P', items: [{ kind: 'picture', id: 'i', name: 'x', durationMs: 5 }] },
      },
    };
    t.match(parseCloudMessage(JSON.stringify(bound)), {
      outcome: 'malformed',
      detail: /^bound: desired\.playlist\.items\.0\./,
    });
  },
);
