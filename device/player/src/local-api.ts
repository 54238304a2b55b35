/**
 * What the agent and the page say to each other over `/live` of the agent's loopback server.
 *
 * Both ends are of one release, so this contract has no history to keep; it is checked all the same, because a
 * page may be open in a browser while the agent under it is replaced. It knows nothing of the cloud, of files or
 * of sockets.
 */
import { z } from 'zod';

/** Path of the WebSocket. */
export const livePath = '/live';

/** Path of the screen's picture; takes `w` and `h` in device pixels; anything else is taken no notice of. */
export const screenPath = '/screen.svg';

/** Path below which media lies, by SHA-256. */
export const mediaPath = '/media/';

/** Asks whether the web page of an item, named by `item`, is there and lets itself be framed. */
export const reachablePath = '/reachable';

/** Largest message the agent takes from a page. */
export const maxReportBytes = 16 * 1024;

/** One entry of the list as the page sees it: where it is and how long it stays. */
const localItemSchema = z.object({
  id: z.string().min(1).max(64),
  kind: z.enum(['picture', 'page', 'video', 'web']),
  /** Of a file it names the content itself: the same source is the same bytes. Of a web page it is the address. */
  source: z
    .string()
    .max(2_100)
    .regex(/^(\/media\/[0-9a-f]{64}$|https?:\/\/)/),
  durationMs: z.int().positive(),
});

const localPlaylistSchema = z.object({
  id: z.string().min(1).max(64),
  items: z.array(localItemSchema).max(200),
});

const screenKinds = [
  'starting',
  'no-network',
  'connecting',
  'pairing',
  'unpaired',
  'loading',
  'playing',
  'error',
] as const;

export const agentMessageSchema = z.discriminatedUnion('type', [
  /** A screen to fetch and show; sent on connecting and on each change. */
  z.object({ type: z.literal('screen'), version: z.int().nonnegative(), kind: z.enum(screenKinds) }),
  /** Play this, going over smoothly where something plays already. Sent on connecting too, while it holds. */
  z.object({ type: z.literal('play'), playlist: localPlaylistSchema }),
  /** Back to the screen. Sent on connecting too, once the agent has decided so. */
  z.object({ type: z.literal('stop') }),
  /** The answer to `are-you-there`. */
  z.object({ type: z.literal('here') }),
]);

/** The answer of `/reachable`. */
export const reachableSchema = z.object({ ok: z.boolean(), detail: z.string() });

const ids = { playlistId: z.string().min(1).max(64), itemId: z.string().min(1).max(64) };

export const playerReportSchema = z.discriminatedUnion('type', [
  /** Once for each `play`: an item of that list is decoded and painted. */
  z.object({ type: z.literal('first-frame'), ...ids }),
  z.object({ type: z.literal('item-started'), ...ids }),
  /** Left out for now and tried again later; reported once for each `play`. */
  z.object({ type: z.literal('item-failed'), ...ids, detail: z.string().max(300) }),
]);

export const pageMessageSchema = z.discriminatedUnion('type', [
  ...playerReportSchema.options,
  /** Asked by a page so as not to show a dead agent's code as if it were live. */
  z.object({ type: z.literal('are-you-there') }),
  /** The picture has advanced: an animation frame ran. At most every two seconds; a page that is frozen is silent. */
  z.object({ type: z.literal('alive') }),
]);

export type ScreenKind = (typeof screenKinds)[number];
export type LocalItem = z.infer<typeof localItemSchema>;
export type LocalPlaylist = z.infer<typeof localPlaylistSchema>;
export type AgentMessage = z.infer<typeof agentMessageSchema>;
export type PlayerReport = z.infer<typeof playerReportSchema>;
export type PageMessage = z.infer<typeof pageMessageSchema>;
