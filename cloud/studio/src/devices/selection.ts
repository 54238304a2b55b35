/**
 * Which devices of a list are selected. Pure.
 *
 * Either some by name, or all that match but some: nobody loads ten thousand rows to tag them. A device that is no
 * longer in the list is no longer selected.
 */
export type Selection =
  | { mode: 'some'; ids: ReadonlySet<string> }
  | { mode: 'all'; except: ReadonlySet<string> };

export const nothingSelected: Selection = { mode: 'some', ids: new Set() };
export const allSelected: Selection = { mode: 'all', except: new Set() };

export function isSelected(selection: Selection, id: string): boolean {
  return selection.mode === 'some' ? selection.ids.has(id) : !selection.except.has(id);
}

export function select(selection: Selection, ids: readonly string[], isOn: boolean): Selection {
  return selection.mode === 'some'
    ? { mode: 'some', ids: withAll(selection.ids, ids, isOn) }
    : { mode: 'all', except: withAll(selection.except, ids, !isOn) };
}

/** `total`: how many match. */
export function countSelected(selection: Selection, total: number): number {
  return selection.mode === 'some' ? selection.ids.size : total - selection.except.size;
}

/** Without the devices that are not in the list any more. */
export function prune(selection: Selection, shown: ReadonlySet<string>): Selection {
  const named = selection.mode === 'some' ? selection.ids : selection.except;
  const left = new Set([...named].filter((id) => shown.has(id)));
  if (left.size === named.size) return selection;
  return selection.mode === 'some' ? { mode: 'some', ids: left } : { mode: 'all', except: left };
}

/** From one device to another, both included, in the order of the list. */
export function between(ids: readonly string[], from: string, to: string): readonly string[] {
  const [a, b] = [ids.indexOf(from), ids.indexOf(to)];
  if (a < 0 || b < 0) return [to];
  return ids.slice(Math.min(a, b), Math.max(a, b) + 1);
}

function withAll(set: ReadonlySet<string>, ids: readonly string[], isIn: boolean): ReadonlySet<string> {
  const next = new Set(set);
  for (const id of ids) {
    if (isIn) next.add(id);
    else next.delete(id);
  }
  return next;
}
