/**
 * Remembers, in this browser, of which closed accounts a person has been told.
 *
 * The cloud tells of them for a month; once read is enough. Without storage it is told again, which harms nobody.
 */
type Store = Pick<Storage, 'getItem' | 'setItem'>;

const key = 'signet.closed-accounts-told';
const mostRemembered = 50;

export function wasTold(accountId: string, store: Store | null = here()): boolean {
  return told(store).includes(accountId);
}

export function rememberTold(accountIds: readonly string[], store: Store | null = here()): void {
  const all = [...new Set([...accountIds, ...told(store)])].slice(0, mostRemembered);
  try {
    store?.setItem(key, JSON.stringify(all));
  } catch {
    // Switched off, or full.
  }
}

function told(store: Store | null): readonly string[] {
  try {
    const value: unknown = JSON.parse(store?.getItem(key) ?? '[]');
    return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
  } catch {
    return [];
  }
}

function here(): Store | null {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}
