/**
 * Reads an account's devices as the API shows them. Every query carries the account.
 */
import type { Kysely } from 'kysely';
import { type PlayedPlaylist, readPlayed } from '../content/effective.ts';
import type { Schema } from '../database/schema.ts';
import type { Dependencies } from '../dependencies.ts';
import { type DeviceWarning, readWarnings } from '../health/read-warnings.ts';
import type { Device } from './device-schema.ts';
import { readTags } from './read-tags.ts';
import { readReported } from './reported.ts';

export type ViewNeeds = Pick<Dependencies, 'db' | 'presence'>;

/** Null where the account has no such device, whoever else may have it. */
export async function readDevice(
  needs: ViewNeeds,
  accountId: string,
  deviceId: string,
): Promise<Device | null> {
  const [device] = await readDevices(needs, accountId, [deviceId]);
  return device ?? null;
}

/** Those of them that the account has, in the order in which they were asked for. */
export async function readDevices(
  needs: ViewNeeds,
  accountId: string,
  deviceIds: readonly string[],
): Promise<Device[]> {
  if (deviceIds.length === 0) return [];
  const ids = [...deviceIds];
  const rows = await selectDeviceRows(needs.db, accountId).where('binding.deviceId', 'in', ids).execute();
  const byId = new Map((await toDevices(needs, accountId, rows)).map((device) => [device.id, device]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** The account's bindings with their keys, without those that are being removed: what every question about devices is asked of. */
export function selectBindings(db: Kysely<Schema>, accountId: string) {
  return db
    .selectFrom('binding')
    .innerJoin('deviceKey', 'deviceKey.deviceId', 'binding.deviceId')
    .where('binding.accountId', '=', accountId)
    .where('binding.removingAt', 'is', null);
}

/** With all that a device's row in an answer is made of. */
export function selectDeviceRows(db: Kysely<Schema>, accountId: string) {
  return selectBindings(db, accountId).select([
    'binding.deviceId',
    'binding.name',
    'binding.location',
    'binding.boundAt',
    'deviceKey.model',
    'deviceKey.serial',
    'deviceKey.versions',
    'deviceKey.lastSeenAt',
    'deviceKey.onlineSince',
    'deviceKey.reported',
  ]);
}

export interface DeviceRow {
  deviceId: string;
  name: string;
  location: string;
  boundAt: number;
  model: string;
  serial: string;
  versions: string;
  lastSeenAt: number;
  onlineSince: number | null;
  reported: string | null;
}

/** With their tags, warnings and what they play, in the order of the rows. */
export async function toDevices(
  needs: ViewNeeds,
  accountId: string,
  rows: readonly DeviceRow[],
): Promise<Device[]> {
  const deviceIds = rows.map(({ deviceId }) => deviceId);
  const tags = await readTags(needs.db, deviceIds);
  const warnings = await readWarnings(needs.db, deviceIds);
  const played = await readPlayed(needs.db, accountId, deviceIds);
  return rows.map((row) =>
    toDevice(row, {
      tags: tags.get(row.deviceId) ?? [],
      warnings: warnings.get(row.deviceId) ?? [],
      playlist: played.get(row.deviceId) ?? null,
      isOnline: needs.presence.isOnline(row.deviceId),
    }),
  );
}

interface Beside {
  tags: string[];
  warnings: DeviceWarning[];
  playlist: PlayedPlaylist | null;
  isOnline: boolean;
}

function toDevice(row: DeviceRow, { tags, warnings, playlist, isOnline }: Beside): Device {
  const lastSeenAt = Number(row.lastSeenAt);
  const reported = readReported(row.reported);
  return {
    id: row.deviceId,
    name: row.name,
    location: row.location,
    tags,
    model: row.model,
    serial: row.serial,
    status: isOnline ? 'online' : lastSeenAt > 0 ? 'offline' : 'never-seen',
    // Written a moment after it came or went.
    onlineSince:
      isOnline && row.onlineSince !== null ? new Date(Number(row.onlineSince)).toISOString() : null,
    lastSeenAt: lastSeenAt > 0 ? new Date(lastSeenAt).toISOString() : null,
    boundAt: new Date(Number(row.boundAt)).toISOString(),
    versions: JSON.parse(row.versions),
    showing: reported?.showing ?? null,
    playlist,
    warnings,
    notices: reported?.notices ?? [],
  };
}
