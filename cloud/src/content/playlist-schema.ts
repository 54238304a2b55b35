/** Playlists as the API shows and takes them. The schemas are the OpenAPI description and the types at once. */
import { z } from '@hono/zod-openapi';

const oneLine = /^[^\p{Cc}\u2028\u2029]*$/u;

export const contentNameSchema = z
  .string()
  .trim()
  .min(1, 'a name has at least one character')
  .max(100, 'a name has at most 100 characters')
  .regex(oneLine, 'a name is one line of text');

const itemNameSchema = z
  .string()
  .trim()
  .max(200, 'a name has at most 200 characters')
  .regex(oneLine, 'a name is one line of text');

export const shortestItemMs = 1_000;
export const longestItemMs = 86_400_000;
/** As many as the wire takes. */
export const mostItems = 200;

const durationSchema = z
  .int('is a whole number of milliseconds')
  .min(shortestItemMs, 'an item is shown for at least a second')
  .max(longestItemMs, 'an item is shown for at most a day');

export const webAddressSchema = z
  .string()
  .trim()
  .max(2_000, 'an address has at most 2000 characters')
  .refine(isWebAddress, 'an address begins with https:// or http://');

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}

/** `id`: of an item that is there already; it keeps it. */
const given = {
  id: z.string().max(64).optional(),
  name: itemNameSchema.optional(),
  durationMs: durationSchema,
};

export const newItemSchema = z
  .union([
    z.strictObject({ ...given, sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
    z.strictObject({ ...given, url: webAddressSchema }),
  ])
  .openapi('NewPlaylistItem');

export type NewItem = z.infer<typeof newItemSchema>;

export const newItemsSchema = z
  .array(newItemSchema)
  .max(mostItems, `a playlist has at most ${mostItems} items`);

export const itemSchema = z
  .object({
    id: z.string(),
    kind: z.enum(['picture', 'video', 'page', 'web']),
    name: z.string(),
    durationMs: z.int(),
    sha256: z.string().nullable(),
    type: z.string().nullable().openapi({ description: 'Media type of the file' }),
    url: z.string().nullable().openapi({ description: 'Of a web address' }),
    mediaDurationMs: z.int().nullable().openapi({ description: 'How long the film itself is' }),
  })
  .openapi('PlaylistItem');

const playedBySchema = {
  isDefault: z.boolean().openapi({ description: 'What devices play for which nothing else is chosen' }),
  tags: z.array(z.string()).openapi({ description: 'Tags whose devices play it' }),
  devices: z
    .array(z.object({ id: z.string(), name: z.string() }))
    .openapi({ description: 'Devices for which it was chosen, whatever their tags say' }),
  playing: z.int().openapi({ description: 'How many devices play it, for whichever reason' }),
};

export const playlistSummarySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    items: z.int(),
    durationMs: z.int().openapi({ description: 'Of one round' }),
    cover: itemSchema.nullable().openapi({ description: 'Its first item' }),
    updatedAt: z.iso.datetime(),
    ...playedBySchema,
  })
  .openapi('PlaylistSummary');

export const playlistSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    version: z.int().openapi({ description: 'Grows with each change; say which one you have changed' }),
    items: z.array(itemSchema),
    updatedAt: z.iso.datetime(),
    ...playedBySchema,
  })
  .openapi('Playlist');

export type PlaylistItem = z.infer<typeof itemSchema>;
export type PlaylistSummary = z.infer<typeof playlistSummarySchema>;
export type Playlist = z.infer<typeof playlistSchema>;
