/**
 * The description of the playlists' part of the API: addresses, shapes and refusals, from which OpenAPI is generated.
 */
import { createRoute, z } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { tagSchema } from '../devices/tags.ts';
import { problemResponses } from '../http/problem.ts';
import { requireActor } from '../identity/actor.ts';
import { mostTagPlaylists } from './assign-playlist.ts';
import {
  contentNameSchema,
  newItemsSchema,
  playlistSchema,
  playlistSummarySchema,
} from './playlist-schema.ts';

const tags = ['Playlists'];
const params = z.object({ id: z.string().max(64) });
const json = <Schema extends z.ZodType>(schema: Schema) => ({ 'application/json': { schema } });
const playlistId = z.string().max(64);

const listSchema = z
  .object({
    playlists: z.array(playlistSummarySchema),
    defaultPlaylistId: z.string().nullable(),
    tags: z
      .array(z.object({ tag: z.string(), playlistId: z.string() }))
      .openapi({ description: 'Tags with a playlist; of a device’s tags the first in this list counts' }),
  })
  .openapi('PlaylistList');

const createSchema = z
  .object({ name: contentNameSchema, items: newItemsSchema.optional() })
  .openapi('NewPlaylist');

const changeSchema = z
  .object({
    name: contentNameSchema.optional(),
    items: newItemsSchema.optional().openapi({ description: 'All of them, in their order' }),
    version: z.int().optional().openapi({ description: 'Of what you have changed; without it, of any' }),
  })
  .refine(({ name, items }) => name !== undefined || items !== undefined, 'name or items is needed')
  .openapi('PlaylistChange');

const common = ['invalid-request', 'sign-in-required', 'foreign-origin', 'not-allowed'] as const;

export function describePlaylists(deps: Pick<Dependencies, 'identity' | 'origins'>) {
  const see = requireActor(deps, 'content.see');
  const change = requireActor(deps, 'content.change');
  const list = createRoute({
    method: 'get',
    path: '/api/v1/playlists',
    tags,
    summary: 'The playlists of the account, and who plays which',
    middleware: see,
    responses: {
      200: { description: 'All of them', content: json(listSchema) },
      ...problemResponses('sign-in-required', 'second-factor-required'),
    },
  });
  const create = createRoute({
    method: 'post',
    path: '/api/v1/playlists',
    tags,
    summary: 'Make a playlist',
    middleware: change,
    request: { body: { required: true, content: json(createSchema) } },
    responses: {
      200: { description: 'It is there', content: json(playlistSchema) },
      ...problemResponses(...common, 'too-many-playlists', 'unknown-media', 'playlist-too-long'),
    },
  });
  const read = createRoute({
    method: 'get',
    path: '/api/v1/playlists/{id}',
    tags,
    summary: 'One playlist with its items',
    middleware: see,
    request: { params },
    responses: {
      200: { description: 'The playlist', content: json(playlistSchema) },
      ...problemResponses('sign-in-required', 'second-factor-required', 'unknown-playlist'),
    },
  });
  const edit = createRoute({
    method: 'patch',
    path: '/api/v1/playlists/{id}',
    tags,
    summary: 'Rename it, or say what it shows; screens that play it follow at once',
    middleware: change,
    request: { params, body: { required: true, content: json(changeSchema) } },
    responses: {
      200: { description: 'As it is now', content: json(playlistSchema) },
      ...problemResponses(
        ...common,
        'unknown-playlist',
        'playlist-changed',
        'unknown-media',
        'playlist-too-long',
      ),
    },
  });
  const remove = createRoute({
    method: 'delete',
    path: '/api/v1/playlists/{id}',
    tags,
    summary: 'Delete a playlist that nobody plays',
    middleware: change,
    request: { params },
    responses: {
      204: { description: 'Deleted' },
      ...problemResponses(
        'sign-in-required',
        'foreign-origin',
        'not-allowed',
        'unknown-playlist',
        'playlist-in-use',
      ),
    },
  });
  const setDefault = createRoute({
    method: 'put',
    path: '/api/v1/default-playlist',
    tags,
    summary: 'Say what devices play for which nothing else is chosen',
    middleware: change,
    request: { body: { required: true, content: json(z.object({ playlistId })) } },
    responses: {
      204: { description: 'Chosen' },
      ...problemResponses(...common, 'unknown-playlist'),
    },
  });
  const setForTag = createRoute({
    method: 'put',
    path: '/api/v1/tag-playlists',
    tags,
    summary: 'Say what devices of a tag play',
    middleware: change,
    request: {
      body: {
        required: true,
        content: json(
          z.object({
            tag: tagSchema,
            playlistId: playlistId.nullable().openapi({ description: 'Null: none of its own' }),
            position: z.int().min(0).max(mostTagPlaylists).optional().openapi({
              description: 'Its place among the tags, from 0: of several tags of a device the first counts',
            }),
          }),
        ),
      },
    },
    responses: {
      204: { description: 'Chosen' },
      ...problemResponses(...common, 'unknown-playlist', 'tag-limit-reached'),
    },
  });
  const setForDevice = createRoute({
    method: 'put',
    path: '/api/v1/devices/{id}/playlist',
    tags,
    summary: 'Say what one device plays, whatever its tags and its account say',
    middleware: change,
    request: {
      params,
      body: { required: true, content: json(z.object({ playlistId: playlistId.nullable() })) },
    },
    responses: {
      204: { description: 'Chosen' },
      ...problemResponses(...common, 'unknown-device', 'unknown-playlist'),
    },
  });
  return { list, create, read, edit, remove, setDefault, setForTag, setForDevice };
}
