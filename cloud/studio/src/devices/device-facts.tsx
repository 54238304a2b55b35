/** What a device is and when it was heard of, as a list of terms. */
import type { Device } from '../api/cloud.ts';
import { LastSeen } from './last-seen.tsx';

export function DeviceFacts({ device }: { device: Device }) {
  const versions = Object.entries(device.versions).toSorted(([a], [b]) => a.localeCompare(b));
  return (
    <dl className="facts">
      <dt>Model</dt>
      <dd>{device.model || 'Not known'}</dd>
      <dt>Serial</dt>
      <dd className="serial">{device.serial || 'Not known'}</dd>
      <dt>Last seen</dt>
      <dd>
        {device.status === 'online' ? 'Now, it is connected' : <LastSeen at={device.lastSeenAt} withExact />}
      </dd>
      <dt>Paired</dt>
      <dd>
        <LastSeen at={device.boundAt} withExact />
      </dd>
      {versions.map(([part, version]) => (
        <VersionFact key={part} part={part} version={version} />
      ))}
      <dt>Device ID</dt>
      <dd className="serial">{device.id}</dd>
    </dl>
  );
}

function VersionFact({ part, version }: { part: string; version: string }) {
  return (
    <>
      <dt>Version of {part}</dt>
      <dd>{version}</dd>
    </>
  );
}
