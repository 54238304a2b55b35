/**
 * Runs the core for one connection: keeps its state, takes events one at a time, carries out what was decided.
 *
 * Events that arise while one is handled wait their turn. Of the effects, those that touch the database run one
 * after the other in the order in which they were decided; a failure of one comes back as an event and costs
 * this connection alone. Thousands of these stand at once, so one holds nothing that it does not need.
 */
import { decide, newSession, type SessionState } from './session-core.ts';
import type {
  SessionEffect,
  SessionEffectKind,
  SessionEffectOf,
  SessionExecutors,
} from './session-effects.ts';
import type { SessionEvent } from './session-events.ts';

/** The socket, as a session sees it. */
export interface DeviceLink {
  send(text: string): void;
  pong(data: Uint8Array): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

export interface SessionContext {
  executors: SessionExecutors<DeviceSession>;
  monotonicMs(): number;
  touchIntervalMs: number;
  /** Told of each effect that failed, and of each defect, for the log. */
  failed(effect: SessionEffectKind | 'defect', cause: unknown): void;
}

export class DeviceSession {
  readonly link: DeviceLink;
  /** The true client address, for the log. */
  readonly address: string;
  readonly #context: SessionContext;
  #state: SessionState;
  #inbox: SessionEvent[] | null = null;
  #lane: SessionEffect[] | null = null;
  #idle: Promise<void> | null = null;

  constructor(link: DeviceLink, address: string, context: SessionContext) {
    this.link = link;
    this.address = address;
    this.#context = context;
    this.#state = newSession(context.touchIntervalMs);
  }

  happened(event: SessionEvent): void {
    if (this.#inbox !== null) {
      this.#inbox.push(event);
      return;
    }
    const inbox = [event];
    this.#inbox = inbox;
    try {
      for (let next = inbox.shift(); next !== undefined; next = inbox.shift()) {
        const decision = decide(this.#state, next);
        this.#state = decision.state;
        for (const effect of decision.effects) this.#run(effect);
      }
    } catch (cause) {
      // A defect of ours. It must not take the process and every other device with it.
      this.#context.failed('defect', cause);
      this.link.terminate();
    } finally {
      this.#inbox = null;
    }
  }

  /** Resolves when everything decided so far is carried out. */
  async settled(): Promise<void> {
    while (this.#idle !== null) await this.#idle;
  }

  #run<Kind extends SessionEffectKind>(effect: SessionEffectOf<Kind>): void {
    const executor = this.#context.executors[effect.kind as Kind];
    if (executor.order === 'now') {
      executor.run(effect, this);
      return;
    }
    if (this.#lane !== null) {
      this.#lane.push(effect);
      return;
    }
    this.#lane = [effect];
    this.#idle = this.#work(this.#lane);
  }

  async #work(lane: SessionEffect[]): Promise<void> {
    for (let effect = lane.shift(); effect !== undefined; effect = lane.shift()) {
      await this.#execute(effect);
    }
    this.#lane = null;
    this.#idle = null;
  }

  async #execute<Kind extends SessionEffectKind>(effect: SessionEffectOf<Kind>): Promise<void> {
    try {
      await this.#context.executors[effect.kind as Kind].run(effect, this);
    } catch (cause) {
      this.#context.failed(effect.kind, cause);
      this.happened({ kind: 'effect-failed', code: effect.kind, atMs: this.#context.monotonicMs() });
    }
  }
}
