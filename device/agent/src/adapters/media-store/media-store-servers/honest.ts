/** Serves the file as it should: whole, or the part that was asked for. */
import { serve } from './serve.ts';

export const honest = (body: Buffer) =>
  serve((request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (from >= body.length) {
      response.writeHead(416, { 'Content-Range': `bytes */${body.length}` }).end();
      return;
    }
    const part = body.subarray(from);
    const range = from === 0 ? {} : { 'Content-Range': `bytes ${from}-${body.length - 1}/${body.length}` };
    response.writeHead(from === 0 ? 200 : 206, { ...range, 'Content-Length': part.length }).end(part);
  });
