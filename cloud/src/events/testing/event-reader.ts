/** Reads an event stream as a browser does, one event at a time. */
export interface HeardEvent {
  event: string;
  id: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever JSON was sent
  data: any;
}

export class EventReader {
  readonly #events: AsyncGenerator<HeardEvent>;
  readonly #abort: AbortController;
  readonly status: number;
  /** Of the last event that had one, as a browser would send it back. */
  lastEventId = '';

  private constructor(response: Response, abort: AbortController) {
    this.status = response.status;
    this.#abort = abort;
    this.#events = eventsOf(response);
  }

  static async open(url: string, headers: Record<string, string>): Promise<EventReader> {
    const abort = new AbortController();
    return new EventReader(await fetch(url, { headers, signal: abort.signal }), abort);
  }

  /** The next event; null at the end. */
  async next(): Promise<HeardEvent | null> {
    const { value, done } = await this.#events.next();
    if (done) return null;
    if (value.id !== null) this.lastEventId = value.id;
    return value;
  }

  /** The next event but heartbeats. */
  async nextNews(): Promise<HeardEvent | null> {
    for (;;) {
      const heard = await this.next();
      if (heard?.event !== 'heartbeat') return heard;
    }
  }

  close(): void {
    this.#abort.abort();
  }
}

async function* eventsOf(response: Response): AsyncGenerator<HeardEvent> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) yield eventOf(block);
  }
}

function eventOf(block: string): HeardEvent {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const colon = line.indexOf(': ');
    fields.set(line.slice(0, colon), line.slice(colon + 2));
  }
  return {
    event: fields.get('event') ?? 'message',
    id: fields.get('id') ?? null,
    data: JSON.parse(fields.get('data') ?? 'null'),
  };
}
