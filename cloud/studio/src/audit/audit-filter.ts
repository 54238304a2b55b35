/**
 * What narrows the audit log: as the address of the page has it, and as the API is asked. Pure.
 *
 * Days are the viewer's, from midnight to midnight in their zone; anything in an address that makes no sense is passed
 * over, since anybody can write one.
 */
import type { AuditQuery, SubjectKind } from '../api/audit.ts';

export interface AuditFilter {
  who: string;
  kind: SubjectKind | '';
  /** One device, member, key…: its ID, and what it is called here. */
  about: string;
  aboutName: string;
  /** `2026-11-27`, both included. */
  from: string;
  to: string;
}

export const subjectKinds = {
  device: 'Devices and pairing',
  member: 'Members',
  invitation: 'Invitations',
  'api-key': 'API keys',
  'sign-on': 'Sign-on',
  account: 'The account',
  playlist: 'Playlists',
  token: 'Provisioning tokens',
  media: 'Media',
} as const satisfies Record<SubjectKind, string>;

export const noFilter: AuditFilter = { who: '', kind: '', about: '', aboutName: '', from: '', to: '' };

const names = Object.keys(noFilter) as (keyof AuditFilter)[];

export function readAddress(search: URLSearchParams): AuditFilter {
  const kind = search.get('kind') ?? '';
  return {
    who: search.get('who') ?? '',
    kind: isKind(kind) ? kind : '',
    about: search.get('about') ?? '',
    aboutName: search.get('aboutName') ?? '',
    from: dayOf(search.get('from')),
    to: dayOf(search.get('to')),
  };
}

export function writeAddress(filter: AuditFilter): URLSearchParams {
  return new URLSearchParams(
    names.flatMap((name) => (filter[name] === '' ? [] : [[name, filter[name]] as [string, string]])),
  );
}

export function isNarrowed(filter: AuditFilter): boolean {
  return names.some((name) => filter[name] !== '');
}

export function queryOf({ who, kind, about, from, to }: AuditFilter): AuditQuery {
  return {
    ...(who === '' ? {} : { userId: who }),
    ...(kind === '' ? {} : { subjectKind: kind }),
    ...(about === '' ? {} : { subjectId: about }),
    ...(from === '' ? {} : { since: startOf(from, 0) }),
    ...(to === '' ? {} : { until: startOf(to, 1) }),
  };
}

/** Midnight by the clock on the wall here; a day later is not always 24 hours later. */
function startOf(day: string, daysLater: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + daysLater).toISOString();
}

function dayOf(text: string | null): string {
  const isDay = text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
  return isDay ? text : '';
}

function isKind(text: string): text is SubjectKind {
  return Object.hasOwn(subjectKinds, text);
}
