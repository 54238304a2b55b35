/** `/devices`: every device of the account, found, sorted, narrowed and changed, as they are right now. */
import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { Link } from 'react-router';
import type { Device } from '../api/cloud.ts';
import { asProblem } from '../api/cloud-problem.ts';
import type { ListQuery } from '../api/list-query.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { useIsLive } from '../live/live-devices.tsx';
import { FailedCard } from '../shell/failed-card.tsx';
import { PageHeading } from '../shell/heading.tsx';
import { Notice } from '../shell/notice.tsx';
import { useAddress } from '../shell/use-address.ts';
import { BulkBar, type BulkKind } from './bulk-bar.tsx';
import { ColumnPicker } from './column-picker.tsx';
import { DeviceTable } from './device-table.tsx';
import { FoundLine } from './found-line.tsx';
import { everything, isFiltered, readAddress, writeAddress } from './list-address.ts';
import { useChosenColumns } from './list-columns.ts';
import { ManyDialog, OneDialog } from './list-dialogs.tsx';
import { ListFilters } from './list-filters.tsx';
import { ListSummary } from './list-summary.tsx';
import { LoadingDevices } from './loading-devices.tsx';
import { NoDevices } from './no-devices.tsx';
import { SortField } from './sort-field.tsx';
import { useDeviceList, useSurvey } from './use-devices.ts';
import { useSelection } from './use-selection.ts';
import './devices.css';
import './device-list.css';

type OpenDialog = { dialog: 'edit' | 'remove'; device: Device } | { dialog: 'many'; kind: BulkKind } | null;

/** Below it rows become cards; the style sheet says the same. */
const narrow = '(max-width: 959px)';

export function DevicesPage() {
  const [query, change] = useAddress(readAddress, writeAddress);
  const list = useDeviceList(query);
  const { data: survey } = useSurvey();
  const columns = useChosenColumns();
  const isCards = useMediaQuery(narrow, undefined, { getInitialValueInEffect: false }) ?? false;
  const isLive = useIsLive();
  const [open, setOpen] = useState<OpenDialog>(null);

  const pages = list.data?.pages ?? [];
  const devices = pages.flatMap((page) => page.devices);
  const total = pages.at(-1)?.total ?? 0;
  const selected = useSelection(query, devices, total);
  const { hasNextPage, isFetching, fetchNextPage } = list;
  const readOn = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);

  if (list.data === undefined) {
    if (!list.isError) return <LoadingDevices />;
    const { title, advice } = sentencesFor(asProblem(list.error));
    return <FailedCard title={title} advice={advice} onRetry={() => void list.refetch()} />;
  }
  if (total === 0 && !isFiltered(query)) {
    return (
      <>
        <PageHeading>Devices</PageHeading>
        <NoDevices />
      </>
    );
  }

  const sort = (by: ListQuery['sort'], descending: boolean) => change({ sort: by, descending });
  const close = () => setOpen(null);

  return (
    <>
      <div className="page-head">
        <div>
          <PageHeading>Devices</PageHeading>
          <ListSummary survey={survey} isLive={isLive} />
        </div>
        <Button component={Link} to="/pair" size="md" leftSection={<IconPlus size={18} aria-hidden="true" />}>
          Pair a screen
        </Button>
      </div>
      {(list.isError || isLive === false) && (
        <Notice tone="warn" live="status">
          <p>The cloud does not answer right now. This is what it said last; trying again…</p>
        </Notice>
      )}
      <ListFilters query={query} survey={survey} isNarrow={isCards} onChange={change}>
        {isCards && <SortField query={query} onSort={sort} />}
        <ColumnPicker chosen={columns} />
      </ListFilters>
      <FoundLine
        query={query}
        total={list.isPlaceholderData ? null : total}
        ofAll={survey?.total}
        onClear={() => change({ ...everything, sort: query.sort, descending: query.descending })}
      />
      {total === 0 ? (
        <p className="card nothing-found">
          Nothing found. Try a part of a name, a location or a serial number, or clear the filters.
        </p>
      ) : (
        <DeviceTable
          devices={devices}
          total={total}
          columns={columns.shown}
          query={query}
          selection={selected.selection}
          isCards={isCards}
          isOutdated={list.isPlaceholderData}
          onSort={sort}
          onSelect={selected.select}
          onSelectAll={selected.selectAll}
          onEndInSight={readOn}
          onAct={(dialog, device) => setOpen({ dialog, device })}
        />
      )}
      {selected.count > 0 && (
        <BulkBar
          count={selected.count}
          onAct={(kind) => setOpen({ dialog: 'many', kind })}
          onClear={selected.clear}
        />
      )}
      {(open?.dialog === 'edit' || open?.dialog === 'remove') && (
        <OneDialog dialog={open.dialog} device={open.device} onClose={close} />
      )}
      {open?.dialog === 'many' && (
        <ManyDialog
          kind={open.kind}
          count={selected.count}
          target={selected.target()}
          onClose={close}
          onDone={() => open.kind === 'remove' && selected.clear()}
        />
      )}
    </>
  );
}
