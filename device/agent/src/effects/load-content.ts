/**
 * Carries out one load: looks what is on disk and fetches the rest, one file after another.
 *
 * One at a time, so that a slow line fills with one picture that can be shown rather than five halves. Without
 * a token nothing is fetched. It never decides what to do about a failure; it names what is missing.
 */
import type { EffectOf } from '../core/effects.ts';
import type { AgentEvent } from '../core/events.ts';
import type { MediaPort } from '../ports.ts';

export async function loadContent(
  effect: EffectOf<'load-content'>,
  media: MediaPort,
  happened: (event: AgentEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const { load, token } = effect;
  const total = effect.media.length;
  const ready: string[] = [];
  const missing: string[] = [];
  let tokenRefused = false;
  for (const one of effect.media) {
    let there = await media.has(one.sha256);
    if (!there && token !== null && !tokenRefused && !signal.aborted) {
      const fetched = await media.fetch(one, token, signal);
      there = fetched.ok;
      if (!fetched.ok && fetched.code === 'unauthorized') tokenRefused = true;
      if (!fetched.ok && !signal.aborted) {
        happened({
          kind: 'content-fetch-failed',
          sha256: one.sha256,
          code: fetched.code,
          detail: fetched.detail,
        });
      }
    }
    if (signal.aborted) return;
    (there ? ready : missing).push(one.sha256);
    if (there) happened({ kind: 'content-progress', load, ready: ready.length, total });
  }
  happened({ kind: 'content-settled', load, ready, missing, tokenRefused });
}

/** Runs one piece of content work at a time; a newer one ends the older first, so that none writes after a wipe. */
export function createContentQueue(): (work: (signal: AbortSignal) => Promise<void>) => Promise<void> {
  let current = new AbortController();
  let last: Promise<void> = Promise.resolve();
  return (work) => {
    current.abort();
    const mine = new AbortController();
    current = mine;
    const before = last.catch(() => undefined);
    const run = before.then(() => work(mine.signal));
    last = run;
    return run;
  };
}
