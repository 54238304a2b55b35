/** A device as the API shows it. The schema is the OpenAPI description and the type at once. */
import { z } from '@hono/zod-openapi';
import { warningSchema } from '../health/read-warnings.ts';

export const deviceSchema = z
  .object({
    id: z.string().openapi({ description: 'RFC 7638 thumbprint of the key that the device signs on with' }),
    name: z.string(),
    location: z.string(),
    tags: z.array(z.string()),
    model: z.string(),
    serial: z.string(),
    status: z.enum(['online', 'offline', 'never-seen']),
    onlineSince: z.iso.datetime().nullable(),
    lastSeenAt: z.iso.datetime().nullable(),
    boundAt: z.iso.datetime(),
    versions: z.record(z.string(), z.string()),
    showing: z.string().nullable().openapi({
      description: 'What the device last said it shows: a kind of screen, or `playing`',
    }),
    playlist: z
      .object({
        id: z.string(),
        name: z.string(),
        because: z.enum(['device', 'tag', 'account']).openapi({
          description: 'Whose choice it is: its own, that of one of its tags, or the account’s default',
        }),
        tag: z.string().nullable().openapi({ description: 'The tag, where it is because of one' }),
      })
      .nullable()
      .openapi({ description: 'What it is to play' }),
    warnings: z
      .array(warningSchema)
      .openapi({ description: 'The worst first; of one that is away as it last said' }),
    notices: z.array(z.object({ code: z.string(), detail: z.string() })),
  })
  .openapi('Device');

export type Device = z.infer<typeof deviceSchema>;

/** `X` in a name would reach a screen: no line breaks, no other control characters. */
const oneLine = /^[^\p{Cc}\u2028\u2029]*$/u;

export const deviceNameSchema = z
  .string()
  .trim()
  .min(1, 'a name has at least one character')
  .max(100, 'a name has at most 100 characters')
  .regex(oneLine, 'a name is one line of text');

export const deviceLocationSchema = z
  .string()
  .trim()
  .max(200, 'a location has at most 200 characters')
  .regex(oneLine, 'a location is one line of text');
