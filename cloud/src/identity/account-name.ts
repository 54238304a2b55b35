/** What an account may be called: on screens, in mails, in lists. */
import { z } from '@hono/zod-openapi';

/** Longer ones do not fit a screen. The first account is named after its person, with a few letters more. */
const longestName = 100;

export const accountNameSchema = z
  .string()
  .trim()
  .min(1, 'a name is needed')
  .refine((name) => [...name].length <= longestName, `is longer than ${longestName} characters`)
  .regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'has to fit on one line')
  .openapi({ example: 'Bakery Ltd' });
