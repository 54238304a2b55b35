/**
 * Reads from the rows what a device must hear: that it is bound, that it is unbound, or its pairing session.
 *
 * Reads, and makes a pairing session where the device has neither binding nor session; the rows alone decide.
 */
import { createHash } from 'node:crypto';
import { type BoundMessage, type UnboundReason, unboundReasons } from '@signet/protocol';
import { readDesired } from '../content/desired.ts';
import { createMediaToken } from '../content/media-token.ts';
import type { SocketDependencies } from '../dependencies.ts';
import type { PairingLinks } from '../enrolment/pairing-links.ts';
import { registerSession } from '../enrolment/pairing-sessions.ts';
import type { Transact } from './group-commit.ts';
import type { DeviceStanding } from './session-events.ts';

type Needs = Pick<
  SocketDependencies,
  'db' | 'clock' | 'randomBytes' | 'settings' | 'identity' | 'mediaTokenKey'
> & { links: PairingLinks; transact: Transact };

/** The device was bound and unbound again each time we looked; it is asked to come back. */
export class RestlessDeviceError extends Error {
  readonly code = 'device-restless';
}

const maxAttempts = 3;

export async function readStanding(
  needs: Needs,
  device: { deviceId: string; bootId: string },
): Promise<DeviceStanding> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const standing = (await readRow(needs, device.deviceId)) ?? (await readPairing(needs, device));
    if (standing !== null) return standing;
  }
  throw new RestlessDeviceError(`The binding of ${device.deviceId} changed ${maxAttempts} times meanwhile.`);
}

async function readRow(needs: Needs, deviceId: string): Promise<DeviceStanding | null> {
  const row = await needs.db
    .selectFrom('deviceKey')
    .leftJoin('binding', 'binding.deviceId', 'deviceKey.deviceId')
    .select([
      'deviceKey.unboundReason',
      'deviceKey.capability',
      'binding.accountId',
      'binding.name',
      'binding.revision',
      'binding.network',
    ])
    .where('deviceKey.deviceId', '=', deviceId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { accountId, name, revision, network, unboundReason, capability } = row;
  if (accountId !== null && name !== null && revision !== null) {
    return readBound(needs, { deviceId, accountId, name, revision, network, capability });
  }
  return unboundReason === null ? null : { kind: 'unbound', reason: toReason(unboundReason) };
}

async function readBound(
  needs: Needs,
  binding: {
    deviceId: string;
    accountId: string;
    name: string;
    revision: number;
    capability: number;
    /** JSON. */
    network: string | null;
  },
): Promise<DeviceStanding> {
  const { deviceId, accountId, name } = binding;
  const account = await needs.identity.readAccount(accountId);
  const played = await readDesired(needs.db, binding);
  const desired = binding.network === null ? played : { ...played, network: JSON.parse(binding.network) };
  const content: BoundMessage = {
    type: 'bound',
    account: { id: accountId, name: account?.name ?? '' },
    name,
    desired,
  };
  const fingerprint = createHash('sha256').update(JSON.stringify(content)).digest('base64url');
  const mediaToken = await createMediaToken(needs, deviceId, accountId);
  return { kind: 'bound', message: { ...content, mediaToken }, fingerprint };
}

/** Null where the device was bound in between. */
async function readPairing(
  needs: Needs,
  device: { deviceId: string; bootId: string },
): Promise<DeviceStanding | null> {
  const registered = await registerSession(
    needs.db,
    {
      ...device,
      now: needs.clock(),
      graceMs: needs.settings.pairingGraceMs,
      randomBytes: needs.randomBytes,
    },
    needs.transact,
  );
  if (registered.outcome === 'bound') return null;
  const { pairingId, code } = registered;
  const { shortUrl } = needs.links;
  return {
    kind: 'pairing',
    message: { type: 'pairing', pairingId, code, url: needs.links.qrUrl(pairingId), shortUrl },
  };
}

function toReason(stored: string): UnboundReason {
  return unboundReasons.find((reason) => reason === stored) ?? 'removed';
}
