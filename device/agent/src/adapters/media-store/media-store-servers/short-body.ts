/** Ends the body in good order, but early, without having announced a length. */
import { serve } from './serve.ts';

export const shortBody = (body: Buffer) =>
  serve((_, response) => {
    response.writeHead(200, { 'Transfer-Encoding': 'chunked' });
    response.end(body.subarray(0, body.length / 2));
  });
