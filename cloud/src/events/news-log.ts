/**
 * The last things that happened to an account's devices and content, numbered, so that a reader can go on where it was. Pure.
 *
 * Bounded: it keeps the latest and forgets the rest, and tells a reader who asks for what is forgotten that it has
 * to look again. A position names the log as well, so that one of another log, or of a process that has ended, is
 * never taken for one of this.
 */
import type { ContentKind, NewsKind } from './device-news.ts';

type Entry = { number: number } & ({ deviceId: string; what: NewsKind } | { content: ContentKind });

/** What happened since a position, with each kind once. */
export interface Changes {
  devices: ReadonlyMap<string, ReadonlySet<NewsKind>>;
  content: ReadonlySet<ContentKind>;
}

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
    this.#push({ number: this.#number + 1, deviceId, what });
  }

  appendContent(content: ContentKind): void {
    this.#push({ number: this.#number + 1, content });
  }

  #push(entry: Entry): void {
    this.#number = entry.number;
    this.#entries.push(entry);
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
    const devices = new Map<string, Set<NewsKind>>();
    const content = new Set<ContentKind>();
    for (const entry of this.#entries.slice(heard - oldest)) {
      if ('content' in entry) {
        content.add(entry.content);
        continue;
      }
      const kinds = devices.get(entry.deviceId);
      if (kinds === undefined) devices.set(entry.deviceId, new Set([entry.what]));
      else kinds.add(entry.what);
    }
    return { devices, content };
  }
}
