/**
 * Knocks at TCP ports of an address, as anybody in the same network can.
 */
import { connect } from 'node:net';

const atOnce = 100;

/**
 * Resolves with the ports from `first` to `last` that took a connection. One that neither takes nor refuses within the
 * time counts as closed.
 */
export async function scanPorts(
  address: string,
  { first, last, timeoutMs = 2_000 }: { first: number; last: number; timeoutMs?: number },
): Promise<number[]> {
  const open: number[] = [];
  let next = first;
  async function knock(): Promise<void> {
    for (let port = next++; port <= last; port = next++) {
      if (await takes(address, port, timeoutMs)) open.push(port);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, knock));
  return open.sort((one, other) => one - other);
}

function takes(host: string, port: number, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout });
    const end = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', end(true)).on('error', end(false)).on('timeout', end(false));
  });
}
