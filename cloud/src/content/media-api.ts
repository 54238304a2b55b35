/**
 * The description of the files' part of the API: addresses, shapes and refusals, from which OpenAPI is generated.
 */
import { createRoute, z } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { problemResponses } from '../http/problem.ts';
import { requireActor } from '../identity/actor.ts';
import { mediaFileSchema } from './media-list.ts';
import { contentNameSchema } from './playlist-schema.ts';

const tags = ['Media'];
const params = z.object({ sha256: z.string().max(64) });
const json = <Schema extends z.ZodType>(schema: Schema) => ({ 'application/json': { schema } });
const bytes = (description: string) => ({
  'application/octet-stream': { schema: z.string().openapi({ format: 'binary', description }) },
});

const listSchema = z
  .object({
    media: z.array(mediaFileSchema),
    usage: z.object({
      bytes: z.int(),
      quotaBytes: z.int().nullable().openapi({ description: 'Null: no limit' }),
      maxFileBytes: z.int(),
    }),
  })
  .openapi('MediaList');

const uploadedSchema = z
  .object({
    file: mediaFileSchema,
    isNew: z.boolean().openapi({ description: 'False where the account had the same file already' }),
  })
  .openapi('UploadedMedia');

export function describeMedia(deps: Pick<Dependencies, 'identity' | 'origins'>) {
  const see = requireActor(deps, 'content.see');
  const change = requireActor(deps, 'content.change');
  const list = createRoute({
    method: 'get',
    path: '/api/v1/media',
    tags,
    summary: 'The files of the account, and how much room they take',
    middleware: see,
    responses: {
      200: { description: 'All of them, the newest first', content: json(listSchema) },
      ...problemResponses('sign-in-required', 'second-factor-required'),
    },
  });
  const upload = createRoute({
    method: 'post',
    path: '/api/v1/media',
    tags,
    summary: 'Upload a picture or a film; the body is the file',
    middleware: change,
    request: {
      query: z.object({ name: contentNameSchema }),
      body: { required: true, content: bytes('The file; what it is, is read from its content') },
    },
    responses: {
      200: { description: 'It is there', content: json(uploadedSchema) },
      ...problemResponses(
        'invalid-request',
        'sign-in-required',
        'foreign-origin',
        'not-allowed',
        'media-quota-reached',
        'too-many-files',
        'too-large',
        'unsupported-media',
      ),
    },
  });
  const file = createRoute({
    method: 'get',
    path: '/api/v1/media/{sha256}/file',
    tags,
    summary: 'The file itself, whole or by `Range`',
    middleware: see,
    request: { params },
    responses: {
      200: { description: 'The file', content: bytes('The file') },
      ...problemResponses('sign-in-required', 'second-factor-required', 'unknown-media'),
    },
  });
  const rename = createRoute({
    method: 'patch',
    path: '/api/v1/media/{sha256}',
    tags,
    summary: 'Give a file another name',
    middleware: change,
    request: { params, body: { required: true, content: json(z.object({ name: contentNameSchema })) } },
    responses: {
      200: { description: 'As it is now', content: json(mediaFileSchema) },
      ...problemResponses(
        'invalid-request',
        'sign-in-required',
        'foreign-origin',
        'not-allowed',
        'unknown-media',
      ),
    },
  });
  const remove = createRoute({
    method: 'delete',
    path: '/api/v1/media/{sha256}',
    tags,
    summary: 'Delete a file that no playlist shows; for an hour it can be had back',
    middleware: change,
    request: { params },
    responses: {
      204: { description: 'Deleted' },
      ...problemResponses(
        'sign-in-required',
        'foreign-origin',
        'not-allowed',
        'unknown-media',
        'media-in-use',
      ),
    },
  });
  const restore = createRoute({
    method: 'post',
    path: '/api/v1/media/{sha256}/restore',
    tags,
    summary: 'Have a deleted file back',
    middleware: change,
    request: { params },
    responses: {
      200: { description: 'It is there again', content: json(mediaFileSchema) },
      ...problemResponses(
        'sign-in-required',
        'foreign-origin',
        'not-allowed',
        'unknown-media',
        'media-quota-reached',
        'too-many-files',
      ),
    },
  });
  return { list, upload, file, rename, remove, restore };
}
