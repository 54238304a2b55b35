/** Answers everything with one status. */
import { serve } from './serve.ts';

export const status = (code: number) =>
  serve((_, response) => response.writeHead(code, { Location: 'http://127.0.0.1:9/elsewhere' }).end());
