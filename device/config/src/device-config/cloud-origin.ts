/**
 * The address of a cloud, wherever a person writes it: a flag, the environment, a file of settings or a device's
 * configuration. One schema, so that all of them take and refuse the same.
 *
 * It says nothing of whether `http:` is allowed at the place: that is the place's to know (`isHttps`).
 */
import { z } from 'zod';

/** An origin such as `https://signet.example`, normalised as WHATWG URL does. */
export const cloudOrigin = z
  .url({ error: 'is not a URL; it should look like https://signet.example', abort: true })
  .refine(
    (text) => /^https?:$/.test(new URL(text).protocol),
    'must begin with https:// (or http:// on a test bench)',
  )
  .refine(
    (text) => ['', '/'].includes(new URL(text).pathname) && new URL(text).search === '',
    'is an address without a path',
  )
  .transform((text) => new URL(text).origin);

/** Whether an origin that {@link cloudOrigin} gave is one of an encrypted connection. */
export function isHttps(origin: string): boolean {
  return origin.startsWith('https://');
}
