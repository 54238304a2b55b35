/** How long streams wait for what. */
import { type SetAlarm, setRealAlarm } from './alarm.ts';

export interface StreamSettings {
  setAlarm: SetAlarm;
  /** After so much silence a reader hears that nothing has happened; proxies cut what says nothing for a minute. */
  heartbeatMs: number;
  /** For how long a reader that may listen is not asked about again while there is news. */
  trustMs: number;
  /** How long a reader may take for one event. */
  writeMs: number;
  /** What a reader that lost its connection is asked to wait for. */
  retryMs: number;
  /** How many streams one person may have: a page that is not looked at has none. */
  streamsOfPerson: number;
}

export const streamSettings: StreamSettings = {
  setAlarm: setRealAlarm,
  heartbeatMs: 15_000,
  trustMs: 2_000,
  writeMs: 30_000,
  retryMs: 2_000,
  streamsOfPerson: 20,
};

export const feedSettings = {
  setAlarm: setRealAlarm,
  gatherMs: 400,
  remembered: 2_000,
  keepMs: 10 * 60_000,
};
