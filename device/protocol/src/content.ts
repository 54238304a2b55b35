/**
 * What a screen is told to play: the desired state and the playlist within it.
 *
 * An item of a kind that a device does not know is left out of its list, not fatal to it: a newer account may
 * use kinds that an older device cannot play, and the rest of its playlist must still play.
 */
import { z } from 'zod';
import { networkSettingsSchema } from './network.ts';

/** A file named by its content. Devices fetch it from the cloud at `/media/<sha256>`, verify, and keep it. */
export const mediaSchema = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().positive(),
  type: z.string().regex(/^[a-z]+\/[a-z0-9.+-]+$/),
});

const itemBase = {
  id: z.string().min(1).max(64),
  name: z.string().max(200),
  durationMs: z.int().min(1_000).max(86_400_000),
};

/** A still picture. */
export const pictureItemSchema = z.object({ ...itemBase, kind: z.literal('picture'), media: mediaSchema });

/** A self-contained HTML document, shown in a sandboxed frame. */
export const pageItemSchema = z.object({ ...itemBase, kind: z.literal('page'), media: mediaSchema });

/** A film, played once from its beginning and cut at `durationMs`; without sound. From capability 2. */
export const videoItemSchema = z.object({ ...itemBase, kind: z.literal('video'), media: mediaSchema });

/** A web page at an address, shown in a sandboxed frame while the network is there. From capability 2. */
export const webItemSchema = z.object({
  ...itemBase,
  kind: z.literal('web'),
  url: z.url({ protocol: /^https?$/ }).max(2000),
});

/** One entry of a playlist. */
export const itemSchema = z.discriminatedUnion('kind', [
  pictureItemSchema,
  pageItemSchema,
  videoItemSchema,
  webItemSchema,
]);

const knownKinds: ReadonlySet<unknown> = new Set(itemSchema.options.map((option) => option.shape.kind.value));

function isOfKnownKind(item: unknown): boolean {
  return typeof item !== 'object' || item === null || !('kind' in item) || knownKinds.has(item.kind);
}

/** A playlist as a device receives it. Items of unknown kinds are dropped; malformed known ones are refused. */
export const playlistSchema = z.object({
  id: z.string().min(1).max(64),
  name: z.string().max(200),
  items: z.preprocess(
    (items) => (Array.isArray(items) ? items.filter(isOfKnownKind) : items),
    z.array(itemSchema).max(200),
  ),
});

/** What the cloud wants of a device; `revision` grows with each change and is acknowledged. */
export const desiredSchema = z.object({
  revision: z.int().nonnegative(),
  playlist: playlistSchema.nullable(),
  /** Degrees clockwise by which the panel is mounted; left out where the device's own configuration decides. */
  rotation: z.literal([0, 90, 180, 270]).optional(),
  /** Network settings that the account wants; tried by the device, and taken back where they lose the cloud. */
  network: networkSettingsSchema.optional(),
});

export type Media = z.infer<typeof mediaSchema>;
export type Item = z.infer<typeof itemSchema>;
export type Playlist = z.infer<typeof playlistSchema>;
export type Desired = z.infer<typeof desiredSchema>;
