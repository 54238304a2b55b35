import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import t from 'tap';
import { startTimeServer, timeAnswer } from './time-server.ts';

t.test('an answer tells the moment, repeats what was asked, and is one that clients accept', async (t) => {
  const question = Buffer.alloc(48);
  question.writeUInt8(0x23, 0);
  question.write('originTS', 40, 'latin1');
  const answer = timeAnswer(question, Date.UTC(2026, 0, 1) + 500);
  t.equal(answer.length, 48);
  t.equal(answer.readUInt8(0), 0x24, 'version 4, mode server');
  t.equal(answer.readUInt8(1), 1);
  t.equal(answer.toString('latin1', 24, 32), 'originTS');
  t.equal(answer.readUInt32BE(40) - 2_208_988_800, Date.UTC(2026, 0, 1) / 1000);
  t.equal(answer.readUInt32BE(44), 2 ** 31);
});

t.test('a server that is an hour ahead says so, and is silent to what is no question', async (t) => {
  const server = await startTimeServer('127.0.0.1', 3_600_000, 0);
  t.teardown(() => server.close());
  const client = createSocket('udp4');
  t.teardown(() => client.close());
  client.send(Buffer.alloc(4), server.port, '127.0.0.1');
  client.send(Buffer.alloc(48, 0x23), server.port, '127.0.0.1');
  const [answer] = await once(client, 'message');
  const toldMs = (answer.readUInt32BE(40) - 2_208_988_800) * 1000;
  t.ok(Math.abs(toldMs - Date.now() - 3_600_000) < 60_000);
});
