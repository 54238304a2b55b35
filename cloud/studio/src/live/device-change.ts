/**
 * What news of devices makes of what is on the page. Pure.
 *
 * A device that is shown is brought up to date where it stands. Whether it still belongs there, by the filter and
 * the order of the list, only the cloud can say, so a change that could matter to that asks for the list anew.
 */
import type { DeviceChange } from '../../../src/events/stream.ts';
import type { DevicePage } from '../api/device-list.ts';
import type { ListQuery } from '../api/list-query.ts';

export type { DeviceChange };

/** The pages with each device as it is now, and without those that are gone; the same pages where nothing differs. */
export function changePages(
  pages: readonly DevicePage[],
  changes: readonly DeviceChange[],
): readonly DevicePage[] {
  const byId = new Map(changes.map(({ id, device }) => [id, device]));
  const gone = pages.reduce(
    (count, { devices }) => count + devices.filter(({ id }) => byId.get(id) === null).length,
    0,
  );
  const isShown = pages.some(({ devices }) => devices.some(({ id }) => byId.has(id)));
  if (!isShown) return pages;
  return pages.map((page) => ({
    ...page,
    total: page.total - gone,
    devices: page.devices.flatMap((device) => {
      const now = byId.get(device.id);
      return now === undefined ? device : (now ?? []);
    }),
  }));
}

/** Whether these changes may put devices into a list, take them out or move them within it. */
export function mayMove(query: ListQuery, changes: readonly DeviceChange[]): boolean {
  const movedByItself =
    query.status.length + query.warning.length > 0 || query.sort === 'status' || query.sort === 'lastSeenAt';
  return changes.some(
    ({ what, device }) =>
      (device !== null && what.some((kind) => kind === 'bound' || kind === 'edited')) ||
      (movedByItself && what.some((kind) => kind !== 'removed')),
  );
}
