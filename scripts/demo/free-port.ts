/**
 * Finds a port that nobody listens on, beginning with the one that is wished for.
 */
import { createServer } from 'node:net';

export async function freePort(wished: number): Promise<number> {
  for (let port = wished; port < wished + 100; port += 1) if (await isFree(port)) return port;
  throw new Error(`Ports ${wished} to ${wished + 99} are all taken.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '0.0.0.0', () => server.close(() => resolve(true)));
  });
}
