/** What was done with a device, in words. Pure. */
import type { Deed } from '../api/device-list.ts';

/** A newer cloud may know deeds that this page does not: those keep their own name, made readable. */
export function historyWords({ action, before, after }: Deed): string {
  switch (action) {
    case 'device.claimed':
      return after?.name ? `Paired as ${after.name}` : 'Paired';
    case 'device.enrolled':
      return after?.name ? `Enrolled by a token as ${after.name}` : 'Enrolled by a token';
    case 'device.returned':
      return 'Came back by a token';
    case 'device.renamed':
      return `Renamed from ${before?.name ?? '?'} to ${after?.name ?? '?'}`;
    case 'device.moved':
      return after?.location ? `Moved to ${after.location}` : `No longer at ${before?.location ?? '?'}`;
    case 'device.tagged':
    case 'device.untagged':
      return tagWords(before?.tags ?? [], after?.tags ?? []);
    case 'device.playlist-chosen':
      return after?.playlist
        ? `Plays ${after.playlist} by its own choice`
        : 'Plays what its tags and the account say';
    case 'device.removed':
      return 'Removed from the account';
    case 'device.replaced':
      return 'Hardware replaced';
    case 'device.repaired':
      return 'Paired again after a reset';
    case 'device.kept':
      return 'Removal undone';
    case 'device.let-go':
      return 'Told that it was removed';
    case 'pairing.undone':
      return 'Pairing undone';
    case 'device.lapsed':
      return 'Removed, because it was away for too long';
    default: {
      const words = action.replace(/^device\./, '').replaceAll(/[.-]/g, ' ');
      return words.charAt(0).toUpperCase() + words.slice(1);
    }
  }
}

function tagWords(before: readonly string[], after: readonly string[]): string {
  const added = after.filter((tag) => !before.includes(tag));
  const removed = before.filter((tag) => !after.includes(tag));
  const parts = [
    added.length > 0 ? `tagged ${added.join(', ')}` : '',
    removed.length > 0 ? `no longer tagged ${removed.join(', ')}` : '',
  ].filter(Boolean);
  const words = parts.join(', ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
