/**
 * `GET /api/v1/events`: what happens to the account's devices, as it happens, as server-sent events.
 *
 * A reader that comes back with `Last-Event-ID` (or `?after=`, which a page can set where it cannot set a header)
 * hears what it missed. Streams are limited for each person, since each holds a connection.
 */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type { Dependencies } from '../dependencies.ts';
import { readDevices } from '../devices/device-view.ts';
import { clientAddress } from '../http/client-address.ts';
import { problem, problemResponses } from '../http/problem.ts';
import { createRouter } from '../http/router.ts';
import { type ActorEnvironment, requireActor } from '../identity/actor.ts';
import { runStream, type StreamEvent } from './stream.ts';
import type { StreamSettings } from './stream-settings.ts';

type Needs = Pick<Dependencies, 'db' | 'presence' | 'identity' | 'origins' | 'log' | 'feeds'>;

const description = `An event stream. \`ready\`: you hear everything from here on. \`devices\`: \`{"changes":
[{"id","what","device"}]}\`, with the device as it is now, or null where it is gone. \`content\`: \`{"what"}\` names what of \`media\` and
\`playlists\` is different now. \`look-again\`: more has happened
than is told here, read the list again. \`heartbeat\`: nothing has happened. \`end\`: \`{"reason"}\` is \`closing\`, come
back in a moment, or \`not-allowed\`.`;

export function eventRoutes(deps: Needs, settings: StreamSettings) {
  const streams = new Map<string, number>();
  const route = createRoute({
    method: 'get',
    path: '/api/v1/events',
    tags: ['Events'],
    summary: 'What happens to the devices of the account, as it happens',
    middleware: requireActor(deps, 'device.see'),
    request: {
      query: z.object({
        after: z.string().max(100).optional().openapi({ description: 'In place of `Last-Event-ID`' }),
      }),
    },
    responses: {
      200: { description, content: { 'text/event-stream': { schema: z.string() } } },
      ...problemResponses(
        'invalid-request',
        'sign-in-required',
        'not-allowed',
        'too-many-streams',
        'unavailable',
      ),
    },
  });

  return createRouter<ActorEnvironment>().openapi(route, (c) => {
    const { actor } = c.var;
    const open = streams.get(actor.userId) ?? 0;
    if (deps.feeds.closed) return problem(c, 'unavailable', 'The cloud restarts.', { retryAfterSeconds: 2 });
    if (open >= settings.streamsOfPerson) {
      return problem(c, 'too-many-streams', `You may have ${settings.streamsOfPerson}. Close another page.`, {
        retryAfterSeconds: 30,
      });
    }
    streams.set(actor.userId, open + 1);
    const ended = () => {
      const left = (streams.get(actor.userId) ?? 1) - 1;
      if (left > 0) streams.set(actor.userId, left);
      else streams.delete(actor.userId);
    };
    return streamSSE(c, (stream) => serve(c, stream, deps, settings).finally(ended)) as never;
  });
}

async function serve(
  c: Context<ActorEnvironment>,
  stream: SSEStreamingApi,
  deps: Needs,
  settings: StreamSettings,
): Promise<void> {
  const { actor, requestId } = c.var;
  const { headers } = c.req.raw;
  const address = clientAddress(c);
  const gone = new AbortController();
  stream.onAbort(() => gone.abort());
  const feed = deps.feeds.join(actor.accountId);
  try {
    const end = await runStream({
      feed,
      resumeAt: c.req.header('Last-Event-ID') ?? c.req.query('after'),
      closed: gone.signal,
      send: (event) => sendInTime(stream, event, settings, gone),
      async mayStillListen() {
        const reading = await deps.identity.readActor(headers, address);
        return (
          reading.outcome === 'actor' &&
          reading.actor.userId === actor.userId &&
          reading.actor.accountId === actor.accountId &&
          !reading.actor.keptOut
        );
      },
      readDevices: (deviceIds) => readDevices(deps, actor.accountId, deviceIds),
      monotonicMs: () => performance.now(),
      heartbeatMs: settings.heartbeatMs,
      trustMs: settings.trustMs,
    });
    deps.log.debug({ code: 'event-stream-ended', end, requestId });
  } catch (err) {
    // The reader comes back by itself and hears what it missed.
    deps.log.error({ code: 'event-stream-failed', err, requestId });
  } finally {
    feed.leave();
    // A connection that takes nothing any more would keep what was written to it for ever.
    if (gone.signal.aborted) c.env.outgoing.destroy();
  }
}

async function sendInTime(
  stream: SSEStreamingApi,
  event: StreamEvent,
  settings: StreamSettings,
  gone: AbortController,
): Promise<boolean> {
  if (gone.signal.aborted) return false;
  const tooSlow = Promise.withResolvers<void>();
  const callOff = settings.setAlarm(settings.writeMs, () => {
    gone.abort();
    tooSlow.resolve();
  });
  const retry = event.event === 'ready' ? { retry: settings.retryMs } : {};
  await Promise.race([stream.writeSSE({ ...event, ...retry }), tooSlow.promise]);
  callOff();
  return !gone.signal.aborted;
}
