/** The screens that a token has enrolled, and those that it has refused, each with a sentence of why. */
import { Button, Skeleton } from '@mantine/core';
import { Link } from 'react-router';
import { When } from '../shell/when.tsx';
import { useRefusals, useUses } from './token-queries.ts';
import { refusalWords, screenWords, timesWords } from './token-words.ts';

export function UseList({ id }: { id: string }) {
  const { data, isError, hasNextPage, isFetchingNextPage, fetchNextPage } = useUses(id);
  const uses = data?.pages.flatMap((page) => page.uses);
  return (
    <section className="card" aria-labelledby="uses">
      <h2 id="uses">Screens that it has enrolled</h2>
      {uses === undefined && !isError && <Skeleton height={60} radius="md" />}
      {uses === undefined && isError && <p className="dim">They could not be read. Load the page again.</p>}
      {uses?.length === 0 && <p className="dim">None yet. A screen shows up here the moment it enrols.</p>}
      {uses !== undefined && uses.length > 0 && (
        <ul className="token-list">
          {uses.map(({ deviceId, name, at, isHere, ...labels }) => (
            <li key={deviceId}>
              {isHere ? <Link to={`/devices/${deviceId}`}>{name}</Link> : <span>{name}</span>}
              <span className="dim">
                {screenWords({ deviceId, ...labels })}
                {!isHere && ', no longer in the account'}
              </span>
              <span className="dim">
                <When at={at} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {hasNextPage && <More isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />}
    </section>
  );
}

export function RefusalList({ id }: { id: string }) {
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useRefusals(id);
  const refusals = data?.pages.flatMap((page) => page.refusals) ?? [];
  if (refusals.length === 0) return null;
  return (
    <section className="card" aria-labelledby="refusals">
      <h2 id="refusals">Screens that it has refused</h2>
      <ul className="token-list">
        {refusals.map((refusal) => (
          <li key={`${refusal.deviceId} ${refusal.reason}`}>
            <span>{screenWords(refusal)}</span>
            <span>{refusalWords(refusal.reason)}</span>
            <span className="dim">
              <When at={refusal.lastAt} />
              {refusal.times > 1 && `, ${timesWords(refusal.times)}`}
            </span>
          </li>
        ))}
      </ul>
      {hasNextPage && <More isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />}
    </section>
  );
}

function More({ isLoading, onMore }: { isLoading: boolean; onMore(): void }) {
  return (
    <Button variant="default" size="md" mt="md" loading={isLoading} onClick={onMore}>
      Show more
    </Button>
  );
}
