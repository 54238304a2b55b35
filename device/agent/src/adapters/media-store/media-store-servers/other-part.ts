/** Answers every Range with another part than the one asked for; a whole request honestly. */
import { serve } from './serve.ts';

export const otherPart = (body: Buffer) =>
  serve((request, response) => {
    if (request.headers.range === undefined) response.end(body);
    else response.writeHead(206, { 'Content-Range': `bytes 0-9/${body.length}` }).end(body.subarray(0, 10));
  });
