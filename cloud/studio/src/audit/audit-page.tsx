/** Settings > Audit log: who did what, narrowed as the address says, page by page, and as a file. */
// biome-ignore-all lint/a11y/noRedundantRoles: rows that are cards are no table to every screen reader
import { Button, Menu, Skeleton } from '@mantine/core';
import { IconChevronDown, IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { exportPath, readAudit } from '../api/audit.ts';
import { asProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { PageHead } from '../settings/page-head.tsx';
import { FailedCard } from '../shell/failed-card.tsx';
import { Notice } from '../shell/notice.tsx';
import { useAddress } from '../shell/use-address.ts';
import { isNarrowed, queryOf, readAddress, writeAddress } from './audit-filter.ts';
import { AuditFilters } from './audit-filters.tsx';
import { AuditRow } from './audit-row.tsx';
import './audit.css';

const formats = { csv: 'CSV, for spreadsheets', json: 'JSON, for programs' } as const;
const kinds = ['csv', 'json'] as const;

export function AuditPage() {
  const [filter, narrow] = useAddress(readAddress, writeAddress);
  const query = queryOf(filter);
  const log = useInfiniteQuery({
    queryKey: ['audit', 'log', query],
    queryFn: ({ pageParam }) => readAudit(query, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
  const entries = log.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <>
      <PageHead title="Audit log" about="Who did what, when, and from where.">
        <Menu position="bottom-end" width={220} shadow="md" radius="md" withInitialFocusPlaceholder={false}>
          <Menu.Target>
            <Button
              variant="default"
              size="md"
              leftSection={<IconDownload size={18} stroke={1.8} aria-hidden="true" />}
              rightSection={<IconChevronDown size={16} stroke={1.8} aria-hidden="true" />}
            >
              Export
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label className="menu-why">
              {isNarrowed(filter) ? 'Every line that the filters leave' : 'Every line there is'}
            </Menu.Label>
            {kinds.map((format) => (
              <Menu.Item key={format} component="a" href={exportPath(query, format)} download>
                {formats[format]}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </PageHead>
      <AuditFilters filter={filter} onChange={narrow} />
      {log.isError && log.data === undefined && (
        <FailedCard {...sentencesFor(asProblem(log.error))} onRetry={() => void log.refetch()} />
      )}
      {log.isPending && <Skeleton height={240} radius="lg" />}
      <p className="visually-hidden" role="status">
        {log.isSuccess && `${entries.length} lines shown${log.hasNextPage ? ', there are more' : ''}`}
      </p>
      {log.data !== undefined && entries.length === 0 && (
        <section className="card" aria-label="Nothing found">
          <p className="lead">Nothing like this was done. Choose other days, or clear the filters.</p>
        </section>
      )}
      {entries.length > 0 && (
        <table className="card audit" role="table" aria-label="Audit log">
          <thead role="rowgroup">
            <tr role="row">
              {['When', 'What', 'Who', 'Before and after'].map((title) => (
                <th key={title} role="columnheader" scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {entries.map((entry) => (
              <AuditRow
                key={entry.id}
                entry={entry}
                onAbout={({ id, name }) => narrow({ about: id, aboutName: name ?? id })}
              />
            ))}
          </tbody>
        </table>
      )}
      {log.isFetchNextPageError && (
        <Notice tone="bad" live="alert" title={sentencesFor(asProblem(log.error)).title}>
          <p>{sentencesFor(asProblem(log.error)).advice}</p>
        </Notice>
      )}
      {log.hasNextPage && (
        <Button
          className="audit-more"
          variant="default"
          size="md"
          loading={log.isFetchingNextPage}
          onClick={() => void log.fetchNextPage()}
        >
          Show older ones
        </Button>
      )}
    </>
  );
}
