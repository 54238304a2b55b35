/** A short message at the edge of the page that goes away by itself; screen readers hear it at once. */
import { notifications } from '@mantine/notifications';

export function toast(message: string, tone: 'plain' | 'bad' = 'plain'): void {
  notifications.show({
    message,
    closeButtonProps: { 'aria-label': 'Dismiss' },
    ...(tone === 'bad' ? { color: 'red' } : {}),
  });
}
