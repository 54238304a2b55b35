/**
 * A time server that is right, or wrong by as much as a test says (SNTP version 4, RFC 4330).
 *
 * It answers whoever asks and believes nobody; a test without one blocks NTP.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

export interface TimeServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Seconds between 1900, where NTP counts from, and 1970. */
const ntpEpochS = 2_208_988_800;

export async function startTimeServer(address: string, offMs: number, port = 123): Promise<TimeServer> {
  const socket = createSocket('udp4');
  socket.on('message', (question, { address: from, port: fromPort }) => {
    if (question.length < 48) return;
    socket.send(timeAnswer(question, Date.now() + offMs), fromPort, from);
  });
  socket.bind(port, address);
  await once(socket, 'listening');
  return {
    port: socket.address().port,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

/** The 48 bytes that answer a question at a moment, in milliseconds since 1970. */
export function timeAnswer(question: Buffer, nowMs: number): Buffer {
  const answer = Buffer.alloc(48);
  // No leap second, the asker's version, mode 4: server. Stratum 1, precision about a millisecond.
  answer.writeUInt8(((question.readUInt8(0) >> 3) & 7) * 8 + 4, 0);
  answer.writeUInt8(1, 1);
  answer.writeInt8(6, 2);
  answer.writeInt8(-10, 3);
  answer.write('TEST', 12, 'latin1');
  // Reference, origin (the asker's own transmit time), receive, transmit.
  writeTimestamp(answer, 16, nowMs);
  question.copy(answer, 24, 40, 48);
  writeTimestamp(answer, 32, nowMs);
  writeTimestamp(answer, 40, nowMs);
  return answer;
}

function writeTimestamp(buffer: Buffer, at: number, ms: number): void {
  const seconds = ms / 1000 + ntpEpochS;
  buffer.writeUInt32BE(Math.floor(seconds) % 2 ** 32, at);
  buffer.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), at + 4);
}
