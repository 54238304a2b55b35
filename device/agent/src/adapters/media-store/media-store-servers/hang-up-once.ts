/** Hangs up in the middle of the first answer, and is honest after that. */
import { serve } from './serve.ts';

export const hangUpOnce = (body: Buffer) => {
  let first = true;
  return serve((request, response) => {
    if (first) {
      first = false;
      response.writeHead(200, { 'Content-Length': body.length });
      response.write(body.subarray(0, body.length / 2), () => response.destroy());
      return;
    }
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response
      .writeHead(206, { 'Content-Range': `bytes ${from}-${body.length - 1}/${body.length}` })
      .end(body.subarray(from));
  });
};
