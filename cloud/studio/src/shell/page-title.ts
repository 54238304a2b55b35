/** The title in the browser's tab and in a screen reader's announcement of the page. */
import { useEffect } from 'react';

export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Signet`;
  }, [title]);
}
