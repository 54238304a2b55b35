/**
 * The list by keyboard: up and down from row to row, and selecting on the way.
 *
 * Moves the focus among the names, which are links and can be reached and opened without any of this. A row that is
 * not in the page yet is scrolled into it first, and gets the focus once it is there.
 */
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { Device } from '../api/cloud.ts';
import { isSelected, type Selection } from './selection.ts';

interface RowKeysProps {
  devices: readonly Device[];
  selection: Selection;
  scrollTo(index: number): void;
  onSelect(id: string, isOn: boolean, toHere: boolean): void;
  onSelectAll(isOn: boolean): void;
}

export function useRowKeys({ devices, selection, scrollTo, onSelect, onSelectAll }: RowKeysProps) {
  const wanted = useRef<string | null>(null);

  useEffect(() => {
    if (wanted.current !== null && focusRow(wanted.current)) wanted.current = null;
  });

  function moveTo(index: number, selecting: boolean): void {
    const device = devices[index];
    if (device === undefined) return;
    if (selecting) onSelect(device.id, true, true);
    scrollTo(index);
    if (!focusRow(device.id)) wanted.current = device.id;
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const row = event.target instanceof Element ? event.target.closest('[data-device]') : null;
    // A row that is not there yet is the one that the next press goes on from.
    const id = wanted.current ?? row?.getAttribute('data-device');
    const index = row === null ? -1 : devices.findIndex((device) => device.id === id);
    if (index < 0 || typeof id !== 'string' || event.altKey || event.metaKey) return;
    const letter = event.key.toLowerCase();
    if (event.ctrlKey) {
      if (letter !== 'a') return;
      onSelectAll(true);
    } else if (event.key === 'ArrowDown') moveTo(index + 1, event.shiftKey);
    else if (event.key === 'ArrowUp') moveTo(index - 1, event.shiftKey);
    else if (letter === 'x') onSelect(id, !isSelected(selection, id), event.shiftKey);
    else return;
    event.preventDefault();
  }

  const isAnySelected = selection.mode === 'all' || selection.ids.size > 0;
  return { onKeyDown, isAnySelected };
}

function focusRow(id: string): boolean {
  const link = document.querySelector<HTMLElement>(`[data-device="${CSS.escape(id)}"] .device-name a`);
  link?.focus({ preventScroll: true });
  return link !== null;
}
