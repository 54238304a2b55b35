/** Takes no notice of Range and always serves the whole file. */
import { serve } from './serve.ts';

export const noRanges = (body: Buffer) => serve((_, response) => response.end(body));
