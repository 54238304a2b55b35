/**
 * The keyboard shortcuts of Studio, as its help lists them, and whether single keys work everywhere.
 *
 * One more shortcut is one more line here. A single character that works everywhere must be possible to turn off (WCAG
 * 2.1.4), since it is easily spoken or typed by accident; the others work only where the focus is on what they act on.
 */
export interface Shortcut {
  keys: readonly string[];
  does: string;
}

export const shortcuts: readonly { where: string; list: readonly Shortcut[] }[] = [
  {
    where: 'Everywhere',
    list: [
      { keys: ['?'], does: 'Show this help' },
      { keys: ['/'], does: 'Search the list' },
      { keys: ['Tab'], does: 'Go to the next link, button or field' },
      { keys: ['Esc'], does: 'Close a dialog or menu, or give up an edit' },
    ],
  },
  {
    where: 'On a device in the list',
    list: [
      { keys: ['↑', '↓'], does: 'Go to the one above or below' },
      { keys: ['Enter'], does: 'Open it' },
      { keys: ['X'], does: 'Select it, or no longer' },
      { keys: ['Shift', '↑ ↓'], does: 'Select on the way' },
      { keys: ['Ctrl', 'A'], does: 'Select all that match' },
    ],
  },
];

const storageKey = 'signet-shortcut-help';

export function singleKeysWork(): boolean {
  return readStorage() !== 'off';
}

export function setSingleKeysWork(isOn: boolean): void {
  try {
    if (isOn) window.localStorage.removeItem(storageKey);
    else window.localStorage.setItem(storageKey, 'off');
  } catch {
    // A browser that keeps nothing for us asks again next time.
  }
}

/** What a key that was pressed anywhere asks for; null where it was meant for a field, a dialog or a menu. */
export function askedFor({ key, ctrlKey, metaKey, altKey, target }: KeyboardEvent): 'help' | 'search' | null {
  if ((key !== '?' && key !== '/') || ctrlKey || metaKey || altKey || !singleKeysWork()) return null;
  const isMeantForIt =
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"]');
  if (isMeantForIt) return null;
  return key === '?' ? 'help' : 'search';
}

function readStorage(): string | null {
  try {
    return window.localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}
