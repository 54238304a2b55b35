/** What was done with a device, the latest first. */
import { Skeleton } from '@mantine/core';
import { historyWords } from './history-words.ts';
import { LastSeen } from './last-seen.tsx';
import { useHistory } from './use-devices.ts';

export function DeviceHistory({ id }: { id: string }) {
  const { data: deeds, isError } = useHistory(id);
  return (
    <section className="card" aria-labelledby="history">
      <h2 id="history">History</h2>
      {deeds === undefined && !isError && <Skeleton height={80} radius="md" />}
      {isError && deeds === undefined && <p className="dim">It could not be read. Load the page again.</p>}
      {deeds !== undefined && (
        <ol className="history">
          {deeds.map((deed) => (
            <li key={`${deed.at} ${deed.action} ${historyWords(deed)}`}>
              <span>{historyWords(deed)}</span>
              <span className="dim">
                <LastSeen at={deed.at} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
