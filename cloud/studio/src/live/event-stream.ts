/**
 * Listens to what happens to the account's devices while somebody looks at the page.
 *
 * A page that nobody looks at lets go of its connection, since a browser has six of them for all tabs together, and
 * goes on where it was when it is looked at again. A connection that says nothing for longer than the cloud would is
 * taken for dead. It keeps nothing of what it hears.
 */
import type { ContentKind } from '../../../src/events/device-news.ts';
import type { DeviceChange } from './device-change.ts';

export interface StreamListener {
  /** Devices as they are now. */
  changed(changes: readonly DeviceChange[]): void;
  /** Files or playlists are different now. */
  contentChanged(what: readonly ContentKind[]): void;
  /** More happened than was told, or nothing was heard before. */
  lookAgain(): void;
  /** Whether everything that happens is heard. */
  live(isLive: boolean): void;
  /** The cloud does not let this page listen: it may be signed out, or have no connection free. */
  refused(): void;
}

/** The cloud says something every 15 s. */
const deadAfterMs = 40_000;
/** Switching to another tab for a moment is no reason to leave. */
const leaveAfterMs = 10_000;
const firstRetryMs = 2_000;
const lastRetryMs = 30_000;

/** Returns the way to stop. */
export function listenToEvents(listener: StreamListener): () => void {
  let source: EventSource | null = null;
  let position: string | null = null;
  let retryMs = firstRetryMs;
  let deadTimer = 0;
  let retryTimer = 0;
  let leaveTimer = 0;

  function open(): void {
    close();
    const query = position === null ? '' : `?after=${encodeURIComponent(position)}`;
    const opened = new EventSource(`/api/v1/events${query}`);
    source = opened;
    opened.addEventListener('ready', (event) => {
      const isFirst = position === null;
      retryMs = firstRetryMs;
      heard(event);
      listener.live(true);
      // What was read before may be older than what is heard from now on.
      if (isFirst) listener.lookAgain();
    });
    opened.addEventListener('devices', (event) => {
      heard(event);
      listener.changed(JSON.parse(event.data).changes);
    });
    opened.addEventListener('content', (event) => {
      heard(event);
      listener.contentChanged(JSON.parse(event.data).what);
    });
    opened.addEventListener('look-again', (event) => {
      heard(event);
      listener.lookAgain();
    });
    opened.addEventListener('heartbeat', heard);
    opened.addEventListener('end', (event) => {
      if (JSON.parse(event.data).reason !== 'not-allowed') return;
      close();
      listener.live(false);
      listener.refused();
    });
    opened.addEventListener('error', () => {
      listener.live(false);
      // Otherwise the browser tries again by itself.
      if (opened.readyState !== EventSource.CLOSED) return;
      listener.refused();
      openLater();
    });
    expectMore();
  }

  function heard(event: MessageEvent): void {
    if (event.lastEventId !== '') position = event.lastEventId;
    expectMore();
  }

  function expectMore(): void {
    window.clearTimeout(deadTimer);
    deadTimer = window.setTimeout(() => {
      listener.live(false);
      open();
    }, deadAfterMs);
  }

  function openLater(): void {
    close();
    retryTimer = window.setTimeout(open, retryMs);
    retryMs = Math.min(2 * retryMs, lastRetryMs);
  }

  function close(): void {
    window.clearTimeout(deadTimer);
    window.clearTimeout(retryTimer);
    source?.close();
    source = null;
  }

  function looked(): void {
    window.clearTimeout(leaveTimer);
    if (document.visibilityState === 'hidden') leaveTimer = window.setTimeout(close, leaveAfterMs);
    else if (source === null) open();
  }

  document.addEventListener('visibilitychange', looked);
  looked();
  return () => {
    document.removeEventListener('visibilitychange', looked);
    window.clearTimeout(leaveTimer);
    close();
  };
}
