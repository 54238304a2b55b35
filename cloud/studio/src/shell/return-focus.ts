/**
 * Gives the focus back to what opened a dialog once that is gone, so that somebody at the keyboard goes on where they were.
 *
 * Mantine does so for dialogs that stay mounted; ours come and go. What was chosen from a menu goes back to the button of
 * the menu, which itself is gone by then.
 */
import { useEffect, useState } from 'react';

export function useReturnFocus(): void {
  const [opener] = useState(findOpener);
  useEffect(
    () => () => {
      // Once the dialog's own trap has let go; and not where the focus is wanted elsewhere, such as on a new heading.
      setTimeout(() => {
        if (document.activeElement === document.body && opener?.isConnected) opener.focus();
      });
    },
    [opener],
  );
}

function findOpener(): HTMLElement | null {
  const active = document.activeElement;
  const menu = active?.closest('[role="menu"]');
  const found = menu ? document.querySelector(`[aria-controls="${CSS.escape(menu.id)}"]`) : active;
  return found instanceof HTMLElement ? found : null;
}
