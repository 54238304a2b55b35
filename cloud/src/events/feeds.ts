/**
 * What each watched account's readers are told, at most so many times a second.
 *
 * News is gathered for a moment and then told to all readers at once: a site that comes back after a power cut is a
 * handful of events and not ten thousand. Nothing is queued for a reader: it holds a position and asks what came
 * since, so one who reads slowly costs no memory, and in the end hears "look again". An account that nobody watches
 * has no feed; one whose last reader has left keeps it for a while, since most of them come back.
 */

import type { SetAlarm } from './alarm.ts';
import type { DeviceNewsBus } from './device-news.ts';
import { type Changes, NewsLog } from './news-log.ts';

export interface FeedOptions {
  newsBus: DeviceNewsBus;
  randomBytes(size: number): Uint8Array;
  setAlarm: SetAlarm;
  /** How long news is gathered. */
  gatherMs: number;
  /** How many pieces of news an account's feed remembers. */
  remembered: number;
  /** How long it remembers them with nobody there. */
  keepMs: number;
}

export type Waking = 'news' | 'silence' | 'closed';

export interface Feed {
  readonly position: string;
  /** Null: look again. */
  since(position: string): Changes | null;
  /** Resolves when there is something after this position, or when so much time has passed, or when all ends. */
  wait(position: string, ms: number, closed: AbortSignal): Promise<Waking>;
  /** The same answer for all who ask the same, since it is the same news in the same moment. */
  once(key: string, make: () => Promise<string>): Promise<string>;
  leave(): void;
}

export interface Feeds {
  /** Joins the readers of an account; each has to leave. */
  join(accountId: string): Feed;
  /** All readers are woken with `closed`. */
  close(): void;
  readonly closed: boolean;
}

interface Channel {
  log: NewsLog;
  readers: number;
  waiting: Set<() => void>;
  /** Calls off the announcement that news is being gathered for. */
  gathering: (() => void) | null;
  /** Calls off its own end. */
  forgetting: (() => void) | null;
  made: { key: string; answer: Promise<string> } | null;
}

export function createFeeds(options: FeedOptions): Feeds {
  const channels = new Map<string, Channel>();
  let isClosed = false;

  const unsubscribe = options.newsBus.subscribe((news) => {
    for (const each of news) {
      const channel = channels.get(each.accountId);
      if (channel === undefined) continue;
      if ('content' in each) channel.log.appendContent(each.content);
      else channel.log.append(each.deviceId, each.what);
      channel.gathering ??= options.setAlarm(options.gatherMs, () => {
        channel.gathering = null;
        wakeAll(channel);
      });
    }
  });

  function wakeAll(channel: Channel): void {
    for (const look of [...channel.waiting]) look();
  }

  function open(accountId: string): Channel {
    const known = channels.get(accountId);
    if (known !== undefined) return known;
    const log = new NewsLog(Buffer.from(options.randomBytes(9)).toString('base64url'), options.remembered);
    const channel: Channel = {
      log,
      readers: 0,
      waiting: new Set(),
      gathering: null,
      forgetting: null,
      made: null,
    };
    channels.set(accountId, channel);
    return channel;
  }

  function waitAt(channel: Channel, position: string, ms: number, closed: AbortSignal): Promise<Waking> {
    const wakingNow = (): Waking | null => {
      if (isClosed || closed.aborted) return 'closed';
      return position !== channel.log.position && channel.gathering === null ? 'news' : null;
    };
    const now = wakingNow();
    if (now !== null) return Promise.resolve(now);
    return new Promise((resolve) => {
      const done = (waking: Waking) => {
        channel.waiting.delete(look);
        closed.removeEventListener('abort', look);
        callOff();
        resolve(waking);
      };
      const look = () => {
        const waking = wakingNow();
        if (waking !== null) done(waking);
      };
      const callOff = options.setAlarm(ms, () => done('silence'));
      channel.waiting.add(look);
      closed.addEventListener('abort', look);
    });
  }

  return {
    join(accountId) {
      const channel = open(accountId);
      channel.readers += 1;
      channel.forgetting?.();
      channel.forgetting = null;
      return {
        get position() {
          return channel.log.position;
        },
        since: (position) => channel.log.since(position),
        wait: (position, ms, closed) => waitAt(channel, position, ms, closed),
        once(key, make) {
          if (channel.made?.key === key) return channel.made.answer;
          const answer = make();
          channel.made = { key, answer };
          // What failed is tried anew by the next who asks.
          answer.catch(() => {
            if (channel.made?.answer === answer) channel.made = null;
          });
          return answer;
        },
        leave() {
          channel.readers -= 1;
          if (channel.readers > 0) return;
          channel.forgetting = options.setAlarm(options.keepMs, () => channels.delete(accountId));
        },
      };
    },
    close() {
      isClosed = true;
      unsubscribe();
      for (const channel of channels.values()) {
        channel.gathering?.();
        channel.forgetting?.();
        wakeAll(channel);
      }
    },
    get closed() {
      return isClosed;
    },
  };
}
