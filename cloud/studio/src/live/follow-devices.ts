/**
 * Brings what was read of devices up to date with what is heard of them.
 *
 * What is shown changes at once; what has to be read again is read at most every so often, however much happens.
 */
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { ContentKind } from '../../../src/events/device-news.ts';
import type { Device } from '../api/cloud.ts';
import type { DevicePage } from '../api/device-list.ts';
import type { ListQuery } from '../api/list-query.ts';
import { mediaKey, playlistsKey } from '../content/content-queries.ts';
import { deviceKey, devicesKey, healthKey, historyKey, listsKey, surveyKey } from '../devices/device-keys.ts';
import { changePages, type DeviceChange, mayMove } from './device-change.ts';

const readAgainEveryMs = 2_000;

export interface DeviceFollower {
  changed(changes: readonly DeviceChange[]): void;
  contentChanged(what: readonly ContentKind[]): void;
  lookAgain(): void;
  stop(): void;
}

export function followDevices(queries: QueryClient): DeviceFollower {
  const survey = atMostEvery(readAgainEveryMs, () => queries.invalidateQueries({ queryKey: surveyKey }));
  const lists = atMostEvery(readAgainEveryMs, () => queries.invalidateQueries({ queryKey: listsKey }));
  const everything = atMostEvery(readAgainEveryMs, () => queries.invalidateQueries({ queryKey: devicesKey }));
  const content = atMostEvery(readAgainEveryMs, () =>
    Promise.all([mediaKey, playlistsKey].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  );
  return {
    // A playlist names its files and a file its playlists, so each changes with the other.
    contentChanged: () => content.soon(),
    changed(changes) {
      for (const [key, data] of queries.getQueriesData<InfiniteData<DevicePage>>({ queryKey: listsKey })) {
        if (data === undefined) continue;
        const pages = changePages(data.pages, changes);
        if (pages !== data.pages) queries.setQueryData(key, { ...data, pages });
        if (mayMove(key[listsKey.length] as ListQuery, changes)) lists.soon();
      }
      for (const { id, what, device } of changes) {
        if (device === null) void queries.invalidateQueries({ queryKey: deviceKey(id) });
        else queries.setQueryData<Device>(deviceKey(id), (known) => (known === undefined ? known : device));
        if (what.some((kind) => kind === 'edited' || kind === 'bound'))
          void queries.invalidateQueries({ queryKey: historyKey(id) });
        if (what.some((kind) => kind === 'health' || kind === 'online' || kind === 'offline'))
          void queries.invalidateQueries({ queryKey: healthKey(id) });
      }
      survey.soon();
    },
    lookAgain() {
      everything.soon();
      content.soon();
    },
    stop() {
      for (const each of [survey, lists, everything, content]) each.stop();
    },
  };
}

/** Runs at once, and then again only after a while if it was asked for meanwhile. */
function atMostEvery(ms: number, run: () => Promise<unknown>): { soon(): void; stop(): void } {
  let isAskedFor = false;
  let timer: number | null = null;
  function soon(): void {
    isAskedFor = true;
    if (timer === null) now();
  }
  function now(): void {
    timer = null;
    if (!isAskedFor) return;
    isAskedFor = false;
    timer = window.setTimeout(now, ms);
    void run();
  }
  return {
    soon,
    stop() {
      if (timer !== null) window.clearTimeout(timer);
    },
  };
}
