/**
 * Which screen is true for a state.
 *
 * A pure projection: nothing remembers "the current screen", so a screen can never outlive the facts it shows
 * (DESIGN section 2, invariant 1). In order: what stops the device, what it plays, what it offers, what it lacks.
 */
import type { Banner, NetworkInterface, Screen, Link as ScreenLink } from '../screens/screen.ts';
import { isFailing, ladderLength, slowRetryMs } from './player.ts';
import type { State } from './state.ts';

/** Failed tries to connect before a missing network is called one: four, which takes some five seconds (`backoff.ts`). */
const triesBeforeLack = 4;

export function screenOf(state: State): Screen {
  const { device } = state;
  if (state.fault !== null) return { kind: 'error', device, ...state.fault };
  // Unbound, though not yet wiped from the disk: what it played is over.
  if (state.binding !== null && state.unboundReason !== null) {
    return { kind: 'unpaired', device, reason: state.unboundReason, link: linkOf(state) };
  }
  if (state.binding !== null) return boundScreen(state, state.binding);
  if (state.pairing !== null) {
    const { url, code, shortUrl } = state.pairing;
    return { kind: 'pairing', device, url, code, shortUrl, link: linkOf(state), banner: bannerOf(state) };
  }
  if (state.unboundReason !== null && state.link.phase === 'online') {
    return { kind: 'unpaired', device, reason: state.unboundReason, link: linkOf(state) };
  }
  if (state.interfaces === null && state.trouble === null) return { kind: 'starting', device };
  const lack = networkLack(state.interfaces ?? []);
  if (lack !== null && state.trouble !== null) {
    // A cable takes a moment to be noticed and an address to be given: no trouble flashes by at each start.
    if (state.attempts < triesBeforeLack) return { kind: 'starting', device };
    return { kind: 'no-network', device, trouble: lack, interfaces: state.interfaces ?? [] };
  }
  return {
    kind: 'connecting',
    device,
    cloud: hostOf(state.cloud),
    addresses: (state.interfaces ?? []).flatMap((one) => one.addresses),
    trouble: state.trouble,
    nextTry:
      state.link.phase === 'waiting'
        ? { state: 'waiting', inSeconds: state.link.secondsLeft }
        : { state: 'now' },
  };
}

/** What the network lacks that a connection needs; null when the trouble lies further out. */
export function networkLack(interfaces: readonly NetworkInterface[]): 'no-link' | 'no-address' | null {
  if (interfaces.some((one) => one.addresses.length > 0)) return null;
  return interfaces.some((one) => one.carrier !== false) ? 'no-address' : 'no-link';
}

function boundScreen(state: State, binding: NonNullable<State['binding']>): Screen {
  const { device, content } = state;
  const account = binding.account.name;
  const playlist = binding.desired.playlist;
  if (state.player === 'playing' && playlist !== null) {
    return { kind: 'playing', device, account, name: binding.name, playlist: playlist.name };
  }
  if (isFailing(state)) return failingScreen(state, binding.name);
  const { ready, total } = content;
  const loading = { kind: 'loading', device, account, name: binding.name, ready, total } as const;
  return { ...loading, link: linkOf(state), ...(state.storageFull ? { storageFull: true } : {}) };
}

function failingScreen({ device }: State, name: string): Screen {
  return {
    kind: 'error',
    device,
    code: 'player-failing',
    title: 'The player keeps stopping',
    detail: `What ${name === '' ? 'this screen' : `“${name}”`} is to play is here, but playing it failed ${ladderLength} times in a row.`,
    action: `It tries again by itself every ${slowRetryMs / 60_000} minutes. If this stays, restart the device.`,
  };
}

function linkOf(state: State): ScreenLink {
  if (state.link.phase === 'online') return { state: 'online' };
  // The last trouble stands until the cloud has answered: a screen that flickers between two states tells neither.
  if (state.trouble === null) return { state: 'connecting' };
  const lack = networkLack(state.interfaces ?? []);
  return { state: 'offline', trouble: lack ?? state.trouble };
}

function bannerOf(state: State): Banner | null {
  // First, because it keeps the pairing that the person before the screen is about to do.
  if (state.storageFull) return { kind: 'storage-full' };
  const enrolling = state.enrolment?.phase;
  if (enrolling?.kind === 'asked') return { kind: 'enrolling' };
  if (enrolling?.kind === 'refused') {
    return { kind: 'enrol-refused', reason: enrolling.reason, again: enrolling.again };
  }
  if (state.unboundReason !== null) return { kind: 'unbound', reason: state.unboundReason };
  return state.databaseRebuilt ? { kind: 'database-rebuilt' } : null;
}

function hostOf(origin: string): string {
  return origin.replace(/^https?:\/\//, '');
}
