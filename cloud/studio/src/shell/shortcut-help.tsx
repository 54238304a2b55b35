/** What single keys do everywhere, and the help that lists all keys; that is loaded when it is first wanted. */
import { createContext, lazy, type ReactNode, Suspense, useContext, useEffect, useState } from 'react';
import { askedFor } from './shortcuts.ts';

const ShortcutsDialog = lazy(async () => ({
  default: (await import('./shortcuts-dialog.tsx')).ShortcutsDialog,
}));

const Open = createContext<() => void>(() => {});

export function ShortcutHelp({ children }: { children: ReactNode }) {
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const wanted = askedFor(event);
      const search = document.querySelector<HTMLElement>('[data-shortcut="search"]');
      if (wanted === null || (wanted === 'search' && search === null)) return;
      event.preventDefault();
      if (wanted === 'help') setIsOpen(true);
      else search?.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <Open value={() => setIsOpen(true)}>
      {children}
      {isOpen && (
        <Suspense>
          <ShortcutsDialog onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </Open>
  );
}

export function useOpenShortcutHelp(): () => void {
  return useContext(Open);
}
