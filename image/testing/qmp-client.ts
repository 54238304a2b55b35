/**
 * Speaks QMP, QEMU's control protocol, over one connected socket (qemu-qmp-ref(7)).
 *
 * It knows the protocol and nothing of what the machine runs. An answer that is an error is thrown as `QmpError`
 * with QEMU's own class; a connection that ends fails whatever still waits, so that no test hangs on a dead QEMU.
 */
import { EventEmitter, once } from 'node:events';
import type { Socket } from 'node:net';
import { followLines } from './follow-lines.ts';

/** What QEMU answered instead of a result. */
export class QmpError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export interface QmpClient {
  /** Runs one command, such as `query-status`; resolves with what it returns. */
  execute(command: string, args?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Runs a line of the human monitor; resolves with what it printed, which for errors is a sentence, too. */
  humanMonitor(line: string): Promise<string>;
  /** Resolves with the data of the next event of that name, such as `RESET`; rejects when QEMU ends before. */
  untilEvent(name: string): Promise<Readonly<Record<string, unknown>>>;
}

interface Message {
  QMP?: unknown;
  id?: number;
  return?: unknown;
  error?: { class: string; desc: string };
  event?: string;
  data?: Record<string, unknown>;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Takes the greeting and negotiates; resolves when commands are understood. */
export async function openQmp(socket: Socket): Promise<QmpClient> {
  const waiting = new Map<number, Waiting>();
  const events = new EventEmitter<Record<string, [Record<string, unknown>]>>();
  events.setMaxListeners(0);
  const ended = new AbortController();
  let lastId = 0;

  socket.on('close', () => {
    ended.abort(new QmpError('ended', 'QEMU ended.'));
    for (const one of waiting.values()) one.reject(new QmpError('ended', 'QEMU ended before it answered.'));
    waiting.clear();
  });
  const greeted = new Promise<void>((resolve, reject) => {
    ended.signal.addEventListener('abort', () => reject(ended.signal.reason));
    followLines(socket, (line) => {
      const message: Message = JSON.parse(line);
      if (message.QMP !== undefined) resolve();
      if (message.event !== undefined) events.emit(message.event, message.data ?? {});
      if (message.id === undefined) return;
      const one = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error === undefined) one?.resolve(message.return);
      else one?.reject(new QmpError(message.error.class, message.error.desc));
    });
  });
  // Whoever opens hears of it; an end later is for those who wait then.
  greeted.catch(() => undefined);

  const execute: QmpClient['execute'] = (command, args) =>
    new Promise((resolve, reject) => {
      if (ended.signal.aborted) return reject(ended.signal.reason);
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      socket.write(`${JSON.stringify({ execute: command, arguments: args, id: lastId })}\n`);
    });

  await greeted;
  await execute('qmp_capabilities');
  return {
    execute,
    async humanMonitor(line) {
      return String(await execute('human-monitor-command', { 'command-line': line })).trim();
    },
    async untilEvent(name) {
      const next = once(events, name, { signal: ended.signal });
      // An abort says that QEMU ended, and so does what is thrown.
      const [data] = await next.catch(() => Promise.reject(ended.signal.reason));
      return data;
    },
  };
}
