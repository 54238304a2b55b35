/**
 * The page's socket to the agent: comes back by itself, and notices an agent that no longer answers.
 *
 * It knows messages only as far as to tell whether they have the right shape; what they mean is decided
 * elsewhere. A report while the agent is away is dropped: the agent asks anew when it is back.
 */
import { type AgentMessage, agentMessageSchema, livePath, type PageMessage } from './local-api.ts';

const askEveryMs = 2_000;
const silenceMs = 6_000;
const reconnectMs = 500;

export interface LinkEvents {
  connected(): void;
  disconnected(): void;
  message(message: AgentMessage): void;
}

export interface AgentLink {
  send(message: PageMessage): void;
}

export function createAgentLink(events: LinkEvents): AgentLink {
  let socket: WebSocket;

  function connect(): void {
    const mine = new WebSocket(new URL(livePath, location.href));
    socket = mine;
    let heardAtMs = performance.now();
    let open = false;
    let over = false;
    const asking = setInterval(() => {
      if (performance.now() - heardAtMs > silenceMs) ended();
      else if (open) mine.send(JSON.stringify({ type: 'are-you-there' } satisfies PageMessage));
    }, askEveryMs);

    function ended(): void {
      if (over) return;
      over = true;
      clearInterval(asking);
      mine.close();
      if (open) events.disconnected();
      setTimeout(connect, reconnectMs);
    }

    mine.addEventListener('open', () => {
      open = true;
      heardAtMs = performance.now();
      events.connected();
    });
    mine.addEventListener('message', ({ data }) => {
      if (over) return;
      heardAtMs = performance.now();
      const message = read(data);
      if (message !== null) events.message(message);
    });
    mine.addEventListener('close', ended);
  }

  connect();
  return {
    send(message) {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
  };
}

function read(data: unknown): AgentMessage | null {
  try {
    const result = agentMessageSchema.safeParse(JSON.parse(String(data)));
    return result.success ? result.data : null;
  } catch {
    return null;
  }
}
