/** `/health`: how the whole fleet is, and which devices need somebody. */
import { Skeleton } from '@mantine/core';
import { Link } from 'react-router';
import { asProblem } from '../api/cloud-problem.ts';
import type { DeviceSurvey } from '../api/device-list.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { everything } from '../devices/list-address.ts';
import { useDeviceList, useSurvey } from '../devices/use-devices.ts';
import { FailedCard } from '../shell/failed-card.tsx';
import { PageHeading } from '../shell/heading.tsx';
import { severityWords } from './health-words.ts';
import { WarningIcon } from './warning-label.tsx';
import '../devices/devices.css';
import './health.css';

/** So many are named; the list has all of them. */
const mostNamed = 5;

export function HealthPage() {
  const { data: survey, error, refetch } = useSurvey();
  if (survey === undefined) {
    if (error === null)
      return <Skeleton height={240} radius="md" role="status" aria-label="Loading health" />;
    const { title, advice } = sentencesFor(asProblem(error));
    return <FailedCard title={title} advice={advice} onRetry={() => void refetch()} />;
  }
  return (
    <>
      <PageHeading>Health</PageHeading>
      <FleetNumbers survey={survey} />
      {survey.warnings.length === 0 ? (
        <section className="card" aria-labelledby="well">
          <h2 id="well">All is well</h2>
          <p className="dim">No device has a warning.</p>
        </section>
      ) : (
        survey.warnings.map((warning) => <WarningGroup key={warning.code} warning={warning} />)
      )}
    </>
  );
}

function FleetNumbers({ survey: { statuses, withWarnings } }: { survey: DeviceSurvey }) {
  const numbers = [
    { label: 'Online', count: statuses.online, to: '/devices?status=online' },
    { label: 'Offline', count: statuses.offline, to: '/devices?status=offline' },
    { label: 'Not seen yet', count: statuses['never-seen'], to: '/devices?status=never-seen' },
    { label: 'With warnings', count: withWarnings, to: '/devices?warning=any' },
  ];
  return (
    <ul className="fleet-numbers" aria-label="The fleet in numbers">
      {numbers.map(({ label, count, to }) => (
        <li key={label}>
          <Link className="card" to={to}>
            <strong>{count.toLocaleString('en')}</strong> <span>{label}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function WarningGroup({ warning }: { warning: DeviceSurvey['warnings'][number] }) {
  const { code, severity, title, advice, devices: count } = warning;
  const list = useDeviceList({ ...everything, warning: [code] });
  const devices = (list.data?.pages[0]?.devices ?? []).slice(0, mostNamed);
  return (
    <section className="card warning-group" aria-labelledby={`warning-${code}`}>
      <h2 id={`warning-${code}`}>
        <WarningIcon severity={severity} />
        <span className="visually-hidden">{severityWords[severity]}: </span>
        {title}
      </h2>
      <p className="dim">{advice}</p>
      <ul>
        {devices.map(({ id, name, location }) => (
          <li key={id}>
            <Link to={`/devices/${encodeURIComponent(id)}`}>{name}</Link>
            {location !== '' && <span className="dim"> {location}</span>}
          </li>
        ))}
      </ul>
      <Link to={`/devices?warning=${encodeURIComponent(code)}`}>
        {count === 1 ? 'Show it in the list' : `Show all ${count.toLocaleString('en')} in the list`}
      </Link>
    </section>
  );
}
