/** What a device last measured, and what came and went within the last day. */
import { Skeleton } from '@mantine/core';
import { LastSeen } from '../devices/last-seen.tsx';
import { useHealth } from '../devices/use-devices.ts';
import { changeWords, readingWords } from './health-words.ts';
import './health.css';

export function DeviceHealthCard({ id }: { id: string }) {
  const { data: health, isError } = useHealth(id);
  const readings = health?.readings ?? null;
  return (
    <section className="card" aria-labelledby="health">
      <h2 id="health">Health</h2>
      {health === undefined && !isError && <Skeleton height={120} radius="md" />}
      {health === undefined && isError && <p className="dim">It could not be read. Load the page again.</p>}
      {health !== undefined && readings === null && (
        <p className="dim">The device has not measured anything yet.</p>
      )}
      {readings !== null && (
        <>
          <dl className="facts">
            {readingWords(readings).map(([term, words]) => (
              <Reading key={term} term={term} words={words} />
            ))}
          </dl>
          <p className="dim">
            Measured <LastSeen at={readings.at} />
          </p>
        </>
      )}
      {health !== undefined && (
        <>
          <h3>The last 24 hours</h3>
          {health.changes.length === 0 ? (
            <p className="dim">Nothing came or went.</p>
          ) : (
            <ol className="history">
              {health.changes.map((change) => (
                <li key={`${change.at} ${change.what} ${change.code}`} data-what={change.what}>
                  <span>{changeWords(change)}</span>
                  <span className="dim">
                    <LastSeen at={change.at} />
                  </span>
                </li>
              ))}
            </ol>
          )}
        </>
      )}
    </section>
  );
}

function Reading({ term, words }: { term: string; words: string }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{words}</dd>
    </>
  );
}
