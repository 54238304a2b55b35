/**
 * Reads an account's devices as the API shows them. Every query carries the account.
 */

import type { Dependencies } from '../dependencies.ts';
import type { Device } from './device-schema.ts';
import { readReported } from './reported.ts';

type Needs = Pick<Dependencies, 'db' | 'presence'>;

/** All devices of the account, by name. */
export async function readDevices(needs: Needs, accountId: string): Promise<Device[]> {
  return read(needs, accountId, undefined);
}

/** Null where the account has no such device, whoever else may have it. */
export async function readDevice(needs: Needs, accountId: string, deviceId: string): Promise<Device | null> {
  const [device] = await read(needs, accountId, deviceId);
  return device ?? null;
}

async function read(needs: Needs, accountId: string, deviceId: string | undefined): Promise<Device[]> {
  const rows = await needs.db
    .selectFrom('binding')
    .innerJoin('deviceKey', 'deviceKey.deviceId', 'binding.deviceId')
    .leftJoin('accountSettings', 'accountSettings.accountId', 'binding.accountId')
    .leftJoin('playlist', (join) =>
      join
        .onRef('playlist.playlistId', '=', 'accountSettings.defaultPlaylistId')
        .onRef('playlist.accountId', '=', 'binding.accountId'),
    )
    .select([
      'binding.deviceId',
      'binding.name',
      'binding.location',
      'binding.boundAt',
      'deviceKey.model',
      'deviceKey.serial',
      'deviceKey.versions',
      'deviceKey.lastSeenAt',
      'deviceKey.reported',
      'playlist.playlistId',
      'playlist.name as playlistName',
    ])
    .where('binding.accountId', '=', accountId)
    .$if(deviceId !== undefined, (query) => query.where('binding.deviceId', '=', deviceId ?? ''))
    .orderBy('binding.name')
    .orderBy('binding.deviceId')
    .execute();
  return rows.map((row) => toDevice(row, needs.presence.isOnline(row.deviceId)));
}

interface DeviceRow {
  deviceId: string;
  name: string;
  location: string;
  boundAt: number;
  model: string;
  serial: string;
  versions: string;
  lastSeenAt: number;
  reported: string | null;
  playlistId: string | null;
  playlistName: string | null;
}

function toDevice(row: DeviceRow, isOnline: boolean): Device {
  const lastSeenAt = Number(row.lastSeenAt);
  const reported = readReported(row.reported);
  return {
    id: row.deviceId,
    name: row.name,
    location: row.location,
    model: row.model,
    serial: row.serial,
    status: isOnline ? 'online' : lastSeenAt > 0 ? 'offline' : 'never-seen',
    lastSeenAt: lastSeenAt > 0 ? new Date(lastSeenAt).toISOString() : null,
    boundAt: new Date(Number(row.boundAt)).toISOString(),
    versions: JSON.parse(row.versions),
    showing: reported?.showing ?? null,
    playlist:
      row.playlistId === null || row.playlistName === null
        ? null
        : { id: row.playlistId, name: row.playlistName },
    notices: reported?.notices ?? [],
  };
}
