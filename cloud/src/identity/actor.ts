/**
 * Puts the actor of a request before its handler, or answers instead of it.
 *
 * A cookie travels with every request a browser makes, wanted or not, so with a cookie anything but reading
 * also needs an `Origin` of ours. A Bearer key travels only when its holder sends it, and needs none.
 */
import type { Context, MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Dependencies } from '../dependencies.ts';
import { clientAddress } from '../http/client-address.ts';
import type { Environment } from '../http/environment.ts';
import { problem } from '../http/problem.ts';
import type { Actor, ActorReading, Person } from './identity.ts';
import { type Right, whyNot } from './rights.ts';

export type { Actor } from './identity.ts';

/** For routes behind {@link requireActor}. */
export type ActorEnvironment = Environment & { Variables: { actor: Actor; person: Person } };

/** For routes behind {@link optionalActor}. */
export type OptionalActorEnvironment = Environment & { Variables: { actor: Actor | undefined } };

type Needs = Pick<Dependencies, 'identity' | 'origins'>;

/**
 * Sets `c.var.actor`, or answers 401 `sign-in-required` or 403 `foreign-origin`.
 *
 * With a right, also 403 `not-allowed` where the role has it to nothing, not even to what is the actor's own; where it
 * has it to that alone, the handler asks again; and 403 `second-factor-required` where the account asks for one that was
 * not shown. Without a right the route is about the person and not about an account.
 */
export function requireActor(deps: Needs, right?: Right): MiddlewareHandler<ActorEnvironment> {
  return createMiddleware<ActorEnvironment>(async (c, next) => {
    const reading = await deps.identity.readActor(c.req.raw.headers, clientAddress(c));
    if (reading.outcome === 'nobody') {
      return problem(c, 'sign-in-required', 'Sign in, or send an API key as a Bearer token.');
    }
    if (isForeign(reading, c.req.method, c.req.header('Origin'), deps.origins)) {
      return problem(c, 'foreign-origin', 'This change was asked for by a page of another site.');
    }
    c.set('actor', reading.actor);
    c.set('person', reading.person);
    passOn(c, reading);
    if (right === undefined) return next();
    if (reading.actor.keptOut) return problem(c, 'second-factor-required', keptOutDetail(reading.actor));
    const reason = whyNot(reading.actor, right, { own: true });
    return reason === null ? next() : problem(c, 'not-allowed', reason);
  });
}

/** What somebody does about a second factor that an account asks for. */
export function keptOutDetail({ kind }: Pick<Actor, 'kind'>): string {
  return kind === 'user'
    ? 'Sign in with your passkey or a code of your app; on the page Security you set one up.'
    : 'Whoever made this key has to set up a second factor first, on the page Security of Studio.';
}

/** Sets `c.var.actor` where there is one; a foreign origin on a write is answered 403 here too. */
export function optionalActor(deps: Needs): MiddlewareHandler<OptionalActorEnvironment> {
  return createMiddleware<OptionalActorEnvironment>(async (c, next) => {
    const reading = await deps.identity.readActor(c.req.raw.headers, clientAddress(c));
    if (reading.outcome === 'actor') {
      if (isForeign(reading, c.req.method, c.req.header('Origin'), deps.origins)) {
        return problem(c, 'foreign-origin', 'This change was asked for by a page of another site.');
      }
      c.set('actor', reading.actor);
      passOn(c, reading);
    }
    return next();
  });
}

function passOn(c: Context, reading: ActorReading & { outcome: 'actor' }): void {
  for (const cookie of reading.setCookies ?? []) c.header('Set-Cookie', cookie, { append: true });
}

const readingMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

function isForeign(
  reading: ActorReading & { outcome: 'actor' },
  method: string,
  origin: string | undefined,
  origins: readonly string[],
): boolean {
  if (reading.credential === 'bearer' || readingMethods.has(method)) return false;
  return origin === undefined || !origins.includes(origin);
}
