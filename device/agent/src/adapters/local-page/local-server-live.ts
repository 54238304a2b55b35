/**
 * The sockets of open pages: tells them all the same, and hears their reports.
 *
 * A page is local but is still a browser full of somebody's content: what it says is checked, and a page that
 * speaks nonsense or does not drain is cut off. It holds no state of what is shown.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  type AgentMessage,
  maxReportBytes,
  type PageMessage,
  type PlayerReport,
  pageMessageSchema,
} from '@signet/player/local-api';
import { WebSocket, WebSocketServer } from 'ws';

/** More pages than a person opens; a page that reloads in a loop is not let pile up. */
const maxPages = 32;
/** What may wait to be sent to one page. */
const maxWaitingBytes = 1024 * 1024;
/** RFC 6455 section 7.4: going away; policy violation; try again later. */
const goingAway = 1001;
const nonsense = 1008;
const tooMany = 1013;

export interface LivePages {
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, present: readonly AgentMessage[]): void;
  tell(message: AgentMessage): void;
  /** Says goodbye; who has not answered after `graceMs` is cut off. */
  close(graceMs: number): Promise<void>;
}

export interface LivePagesEvents {
  reported(report: PlayerReport): void;
  /** The picture on a page has advanced. */
  alive(): void;
}

export function createLivePages({ reported, alive }: LivePagesEvents): LivePages {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxReportBytes,
    perMessageDeflate: false,
  });

  function send(page: WebSocket, message: AgentMessage): void {
    if (page.readyState !== WebSocket.OPEN) return;
    if (page.bufferedAmount > maxWaitingBytes) page.terminate();
    else page.send(JSON.stringify(message));
  }

  function heard(page: WebSocket, text: string): void {
    const message = read(text);
    if (message === null) page.close(nonsense, 'not a message of this version');
    else if (message.type === 'are-you-there') send(page, { type: 'here' });
    else if (message.type === 'alive') alive();
    else reported(message);
  }

  return {
    accept(request, socket, head, present) {
      server.handleUpgrade(request, socket, head, (page) => {
        // ws closes the connection itself after a protocol error; there is nothing to add.
        page.on('error', () => undefined);
        if (server.clients.size > maxPages) {
          page.close(tooMany, 'too many pages');
          return;
        }
        page.on('message', (data) => heard(page, data.toString()));
        for (const message of present) send(page, message);
      });
    },
    tell(message) {
      for (const page of server.clients) send(page, message);
    },
    async close(graceMs) {
      const pages = [...server.clients];
      const gone = pages.map((page) => new Promise((resolve) => page.once('close', resolve)));
      for (const page of pages) page.close(goingAway, 'the agent stops');
      const cutOff = setTimeout(() => {
        for (const page of pages) page.terminate();
      }, graceMs);
      await Promise.all(gone);
      clearTimeout(cutOff);
    },
  };
}

function read(text: string): PageMessage | null {
  try {
    const result = pageMessageSchema.safeParse(JSON.parse(text));
    return result.success ? result.data : null;
  } catch {
    return null;
  }
}
