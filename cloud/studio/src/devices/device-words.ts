/**
 * What a device's state is called, in the words of the product.
 *
 * Pure. Says nothing that is not known: what a device that is away shows can only be told as of its last word.
 */
import type { Device } from '../api/cloud.ts';

export type StatusTone = 'good' | 'quiet' | 'warn';

export const statusWords: Record<Device['status'], { word: string; tone: StatusTone }> = {
  online: { word: 'Online', tone: 'good' },
  offline: { word: 'Offline', tone: 'warn' },
  'never-seen': { word: 'Not seen yet', tone: 'quiet' },
};

/** What is on the screen, as a phrase for a list; null when nobody knows. */
export function showingWords({ status, showing, playlist }: ShowingFacts): string | null {
  if (showing === null || status === 'never-seen') return null;
  const now = screenWords(showing, playlist?.name);
  return status === 'online' ? now : `Last: ${now.charAt(0).toLowerCase()}${now.slice(1)}`;
}

/** What a person who stands before the screen wants to know right after pairing. */
export function liveSentence(device: ShowingFacts): { sentence: string; settled: boolean } {
  const { status, showing, playlist } = device;
  if (status !== 'online') {
    return {
      sentence: 'The screen is not connected right now. It starts by itself once it is.',
      settled: false,
    };
  }
  switch (showing) {
    case 'playing':
      return { sentence: playlist ? `Now playing ${playlist.name}` : 'Now playing', settled: true };
    case 'loading':
      return { sentence: 'The screen is loading its content…', settled: false };
    case 'error':
      return { sentence: 'The screen needs help: look at what it says.', settled: true };
    default:
      return { sentence: 'The screen is starting…', settled: false };
  }
}

type ShowingFacts = Pick<Device, 'status' | 'showing'> & { playlist: { name: string } | null };

function screenWords(showing: string, playlist: string | undefined): string {
  switch (showing) {
    case 'playing':
      return playlist === undefined ? 'Playing' : `Playing ${playlist}`;
    case 'loading':
      return 'Loading content';
    case 'starting':
    case 'connecting':
      return 'Starting';
    case 'pairing':
    case 'unpaired':
      return 'Pairing screen';
    case 'no-network':
      return 'No network';
    case 'error':
      return 'Needs help';
    default:
      // A newer device may show a screen that this page has no word for.
      return showing.charAt(0).toUpperCase() + showing.slice(1).replaceAll('-', ' ');
  }
}
