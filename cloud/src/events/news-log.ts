/**
 * The last things that happened to an account's devices, numbered, so that a reader can go on where it was. Pure.
 *
 * Bounded: it keeps the latest and forgets the rest, and tells a reader who asks for what is forgotten that it has
 * to look again. A position names the log as well, so that one of another log, or of a process that has ended, is
 * never taken for one of this.
 */
import type { NewsKind } from './device-news.ts';

interface Entry {
  number: number;
  deviceId: string;
  what: NewsKind;
}

/** What happened to each device since a position, with each kind once. */
export type Changes = ReadonlyMap<string, ReadonlySet<NewsKind>>;

export class NewsLog {
  readonly #name: string;
  readonly #most: number;
  #entries: Entry[] = [];
  #number = 0;

  /** `most`: how many entries are kept at least. */
  constructor(name: string, most: number) {
    this.#name = name;
    this.#most = most;
  }

  append(deviceId: string, what: NewsKind): void {
    this.#number += 1;
    this.#entries.push({ number: this.#number, deviceId, what });
    // Now and then many at once, since taking one off the front moves all the others.
    if (this.#entries.length >= 2 * this.#most) this.#entries = this.#entries.slice(-this.#most);
  }

  /** Where a reader is who has heard everything. */
  get position(): string {
    return `${this.#name}.${this.#number}`;
  }

  /** Null where the position is of no use here: the reader has to look at everything again. */
  since(position: string): Changes | null {
    const [, name, digits = ''] = /^([\w-]{1,64})\.(\d{1,15})$/.exec(position) ?? [];
    const heard = Number(digits);
    if (name !== this.#name || heard > this.#number) return null;
    const oldest = this.#number - this.#entries.length;
    if (heard < oldest) return null;
    const changes = new Map<string, Set<NewsKind>>();
    for (const { deviceId, what } of this.#entries.slice(heard - oldest)) {
      const kinds = changes.get(deviceId);
      if (kinds === undefined) changes.set(deviceId, new Set([what]));
      else kinds.add(what);
    }
    return changes;
  }
}
