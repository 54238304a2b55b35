/** Sends a byte now and then, for ever. */
import { serve } from './serve.ts';

export const slowLoris = (everyMs: number) =>
  serve((_, response) => {
    const drip = setInterval(() => response.write('.'), everyMs);
    response.on('close', () => clearInterval(drip));
  });
