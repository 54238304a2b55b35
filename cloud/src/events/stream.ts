/**
 * One reader's event stream, from its first word to its last.
 *
 * It tells what is true now: an event carries devices as they are when it is sent, so that one that was missed is made
 * good by the next. Whether the reader may still listen is asked again while it does, since a session that was revoked
 * or a membership that ended must not go on hearing. It never waits for a reader for ever.
 */
import type { Device } from '../devices/device-schema.ts';
import type { NewsKind } from './device-news.ts';
import type { Feed } from './feeds.ts';

/** More than this is told faster by a list. */
const mostDevices = 200;

export interface DeviceChange {
  id: string;
  /** What has happened to it; at least this. */
  what: NewsKind[];
  /** As it is now; null where the account has it no more. */
  device: Device | null;
}

export interface StreamEvent {
  event: 'ready' | 'devices' | 'content' | 'look-again' | 'heartbeat' | 'end';
  data: string;
  /** Where the reader is after this event. */
  id?: string;
}

export interface StreamNeeds {
  feed: Feed;
  /** Where the reader was, if it says so. */
  resumeAt: string | undefined;
  /** Resolves when the reader took it; false when it did not in time, or is gone. */
  send(event: StreamEvent): Promise<boolean>;
  closed: AbortSignal;
  mayStillListen(): Promise<boolean>;
  readDevices(deviceIds: readonly string[]): Promise<Device[]>;
  monotonicMs(): number;
  heartbeatMs: number;
  /** For how long an answer of `mayStillListen` is good enough for news. */
  trustMs: number;
}

/** Why it ended. */
export type StreamEnd = 'gone' | 'closing' | 'not-allowed';

export async function runStream(needs: StreamNeeds): Promise<StreamEnd> {
  const { feed, send, closed, resumeAt } = needs;
  const isLost = resumeAt !== undefined && feed.since(resumeAt) === null;
  let position = resumeAt === undefined || isLost ? feed.position : resumeAt;
  let trustedUntilMs = needs.monotonicMs() + needs.trustMs;
  if (!(await send({ event: 'ready', data: '{}', id: position }))) return 'gone';
  if (isLost && !(await send({ event: 'look-again', data: '{}', id: position }))) return 'gone';
  for (;;) {
    const waking = await feed.wait(position, needs.heartbeatMs, closed);
    if (waking === 'closed') return closed.aborted ? 'gone' : end(needs, 'closing');
    if (waking === 'silence' || needs.monotonicMs() >= trustedUntilMs) {
      if (!(await needs.mayStillListen())) return end(needs, 'not-allowed');
      trustedUntilMs = needs.monotonicMs() + needs.trustMs;
    }
    if (waking === 'silence') {
      if (!(await send({ event: 'heartbeat', data: '{}' }))) return 'gone';
      continue;
    }
    const told = await tell(needs, position);
    for (const event of told.events) if (!(await send(event))) return 'gone';
    position = told.position;
  }
}

async function end({ send }: StreamNeeds, reason: 'closing' | 'not-allowed'): Promise<StreamEnd> {
  await send({ event: 'end', data: JSON.stringify({ reason }) });
  return reason;
}

/** Only the last carries where the reader is then: one that misses it hears all of them again. */
async function tell(
  needs: StreamNeeds,
  from: string,
): Promise<{ events: readonly StreamEvent[]; position: string }> {
  const { feed } = needs;
  const id = feed.position;
  const changes = feed.since(from);
  if (changes === null || changes.devices.size > mostDevices) {
    return { events: [{ event: 'look-again', data: '{}', id }], position: id };
  }
  const content: StreamEvent = { event: 'content', data: JSON.stringify({ what: [...changes.content] }) };
  if (changes.devices.size === 0) return { events: [{ ...content, id }], position: id };
  const data = await feed.once(`${from} ${id}`, async () => {
    const devices = await needs.readDevices([...changes.devices.keys()]);
    const byId = new Map(devices.map((device) => [device.id, device]));
    const told: DeviceChange[] = [...changes.devices].map(([deviceId, kinds]) => ({
      id: deviceId,
      what: [...kinds],
      device: byId.get(deviceId) ?? null,
    }));
    return JSON.stringify({ changes: told });
  });
  const told: StreamEvent = { event: 'devices', data, id };
  return { events: changes.content.size === 0 ? [told] : [content, told], position: id };
}
