/** Opens the help of keyboard shortcuts, by `?` or from the person's menu; loaded when it is first wanted. */
import { createContext, lazy, type ReactNode, Suspense, useContext, useEffect, useState } from 'react';
import { asksForHelp } from './shortcuts.ts';

const ShortcutsDialog = lazy(async () => ({
  default: (await import('./shortcuts-dialog.tsx')).ShortcutsDialog,
}));

const Open = createContext<() => void>(() => {});

export function ShortcutHelp({ children }: { children: ReactNode }) {
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!asksForHelp(event)) return;
      event.preventDefault();
      setIsOpen(true);
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
