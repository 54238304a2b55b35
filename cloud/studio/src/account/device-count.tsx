/** How many devices the account has, and how many it may have. */
import { Link } from 'react-router';
import type { Account } from '../api/account.ts';
import { Notice } from '../shell/notice.tsx';

export function DeviceCount({ account: { devices, deviceLimit } }: { account: Account }) {
  const left = deviceLimit === null ? null : Math.max(deviceLimit - devices, 0);
  return (
    <section className="card device-count" aria-labelledby="device-count">
      <h2 id="device-count">Devices</h2>
      <p className="device-count-number">
        <strong>{devices}</strong>
        {deviceLimit === null ? ' in use, and no limit' : ` of ${deviceLimit} in use`}
      </p>
      {deviceLimit !== null && (
        <meter
          aria-label="Devices in use"
          min={0}
          max={Math.max(deviceLimit, 1)}
          value={Math.min(devices, deviceLimit)}
        />
      )}
      {left === 0 ? (
        <Notice tone="warn" title="No further screen can be paired">
          <p>
            <Link to="/devices">Remove a device</Link> that is no longer needed, or ask whoever runs this
            cloud for a higher limit.
          </p>
        </Notice>
      ) : (
        <p className="dim">
          {left === null
            ? 'Pair as many screens as you like.'
            : `${left === 1 ? 'One more screen' : `${left} more screens`} can be paired.`}
        </p>
      )}
    </section>
  );
}
