/** Takes the request and never answers. */
import { serve } from './serve.ts';

export const silent = () => serve(() => undefined);
