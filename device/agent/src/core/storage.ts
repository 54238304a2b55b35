/**
 * What follows when the room for the device's data runs out, and when it is back.
 *
 * The screen says so because a full disk keeps a device from being paired, and the cloud is told because its owner can
 * shorten a playlist. The notice is kept in memory alone: there is no room to keep it anywhere else.
 */
import type { Decision } from './decide.ts';
import type { EventOf } from './events.ts';
import type { State } from './state.ts';

/** Enough for the database and its log to go on for a while; content leaves more than this free by itself. */
export const leastFreeBytes = 16 * 1024 ** 2;

const code = 'storage-full';

export function storageLooked(state: State, { freeBytes }: EventOf<'storage-looked'>): Decision {
  const storageFull = freeBytes < leastFreeBytes;
  if (storageFull === state.storageFull) return { state, effects: [] };
  if (!storageFull) {
    return {
      state: { ...state, storageFull },
      effects: [{ kind: 'log', level: 'info', code: 'storage-free', fields: { freeBytes } }],
    };
  }
  const detail = `Only ${Math.floor(freeBytes / 1024 ** 2)} MiB are left on the storage of this device.`;
  const waiting = state.notices.some((notice) => notice.code === code);
  return {
    state: {
      ...state,
      storageFull,
      notices: waiting ? state.notices : [...state.notices, { code, detail }],
    },
    effects: [{ kind: 'log', level: 'warn', code, fields: { freeBytes } }],
  };
}
