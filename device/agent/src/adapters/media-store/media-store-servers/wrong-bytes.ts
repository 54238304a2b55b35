/** Serves other bytes of the right length. */
import { serve } from './serve.ts';

export const wrongBytes = (body: Buffer) =>
  serve((_, response) => response.end(Buffer.from(body.map((byte) => byte ^ 0xff))));
