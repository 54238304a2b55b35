/** Announces fewer bytes than the playlist did. */
import { serve } from './serve.ts';

export const shortLength = (body: Buffer) => serve((_, response) => response.end(body.subarray(1)));
