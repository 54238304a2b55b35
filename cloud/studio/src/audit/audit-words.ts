/**
 * The lines of the audit log in words. Pure.
 *
 * What this page does not know by name, a newer cloud's deeds among it, is shown as it is called, made readable: a log
 * that hides what it cannot name is none.
 */
import { type Role, roles } from '../../../src/identity/rights.ts';
import { roleWords } from '../../../src/identity/role-words.ts';
import type { AuditEntry } from '../api/audit.ts';

const deeds: Readonly<Record<string, string>> = {
  'account.closed': 'Account closed',
  'account.device-limit-changed': 'Device limit changed',
  'account.opened': 'Account opened',
  'account.policies-changed': 'Policies changed',
  'account.renamed': 'Account renamed',
  'api-key.made': 'API key made',
  'api-key.revoked': 'API key revoked',
  'device.claimed': 'Screen paired',
  'device.enrolled': 'Screen enrolled by a token',
  'device.kept': 'Removal undone',
  'device.let-go': 'Screen told that it was removed',
  'device.lapsed': 'Removed, as it was away for too long',
  'device.moved': 'Device moved',
  'device.removed': 'Device removed',
  'device.renamed': 'Device renamed',
  'device.repaired': 'Screen paired again after a reset',
  'device.replaced': 'Hardware replaced',
  'device.returned': 'Screen came back by a token',
  'device.tagged': 'Device tagged',
  'device.untagged': 'Tags taken off',
  'invitation.revoked': 'Invitation taken back',
  'invitation.sent': 'Invited',
  'invitation.sent-again': 'Invited once more',
  'member.joined': 'Joined',
  'member.left': 'Left the account',
  'member.removed': 'Member removed',
  'member.role-changed': 'Role changed',
  'device.playlist-chosen': 'Playlist of a device chosen',
  'media.added': 'File uploaded',
  'media.deleted': 'File deleted',
  'media.renamed': 'File renamed',
  'media.restored': 'File had back',
  'pairing.undone': 'Pairing undone',
  'playlist.changed': 'Playlist changed',
  'playlist.created': 'Playlist made',
  'playlist.deleted': 'Playlist deleted',
  'playlist.made-default': 'Default playlist chosen',
  'playlist.renamed': 'Playlist renamed',
  'playlist.tag-chosen': 'Playlist of a tag chosen',
  'sign-on.added': 'Sign-on added',
  'sign-on.changed': 'Sign-on changed',
  'sign-on.domain-confirmed': 'Domain confirmed',
  'sign-on.removed': 'Sign-on removed',
  'sign-on.renewed': 'Sign-on renewed',
  'token.changed': 'Provisioning token changed',
  'token.made': 'Provisioning token made',
  'token.paused': 'Provisioning token paused',
  'token.resumed': 'Provisioning token resumed',
  'token.revoked': 'Provisioning token revoked',
};

export function deedWords(action: string): string {
  return deeds[action] ?? sentenceCase(action.replaceAll(/[.-]/g, ' '));
}

export function actorWords({ kind, name }: AuditEntry['actor']): string {
  switch (kind) {
    case 'user':
      return name ?? 'Somebody';
    case 'api-key':
      return name === null ? 'An API key' : `${name}, by API key`;
    case 'device':
      return name ?? 'The device itself';
    case 'token':
      return name === null ? 'A provisioning token' : `${name}, a provisioning token`;
    case 'system':
      return 'The cloud';
    default:
      return kind satisfies never;
  }
}

export interface Change {
  what: string;
  /** Null: there was, or is, nothing. */
  before: string | null;
  after: string | null;
}

/** Only what differs; what was and stayed is no news. */
export function changesOf({ before, after }: Pick<AuditEntry, 'before' | 'after'>): Change[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names.flatMap((name) => {
    const [was, is] = [valueWords(before?.[name]), valueWords(after?.[name])];
    return was === is ? [] : [{ what: nameWords(name), before: was, after: is }];
  });
}

/** `expiresAt` as "Expires at". */
function nameWords(name: string): string {
  return sentenceCase(
    name.replaceAll(/([a-z])([A-Z])/g, (_all, end, start) => `${end} ${start.toLowerCase()}`),
  );
}

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

function valueWords(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(valueWords).join(', ');
  if (typeof value === 'object') return JSON.stringify(value);
  const text = String(value);
  const role = roles.find((each: Role) => each === text);
  if (role !== undefined) return roleWords[role].title;
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return moment.format(new Date(text));
  return text;
}

function sentenceCase(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
