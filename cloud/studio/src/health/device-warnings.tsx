/** What is wrong with a device: what is so, since when, and what to do. Nothing where all is well. */
import type { Device } from '../api/cloud.ts';
import { LastSeen } from '../devices/last-seen.tsx';
import { severityWords } from './health-words.ts';
import { WarningIcon } from './warning-label.tsx';
import './health.css';

export function DeviceWarnings({ device: { warnings, status } }: { device: Device }) {
  if (warnings.length === 0) return null;
  return (
    <section className="card warnings-card" aria-labelledby="warnings">
      <h2 id="warnings">Warnings</h2>
      {status !== 'online' && <p className="dim">As it last said: it is not connected now.</p>}
      <ul className="warning-list">
        {warnings.map(({ code, severity, title, detail, advice, since }) => (
          <li key={code}>
            <WarningIcon severity={severity} />
            <div>
              <p className="warning-title">
                <span className="visually-hidden">{severityWords[severity]}: </span>
                {title}
              </p>
              {detail !== null && <p>{detail}</p>}
              <p>{advice}</p>
              <p className="dim">
                Since <LastSeen at={since} />
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
