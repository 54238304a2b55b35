/**
 * A message in the flow of the page: what happened, what to do, and the button that does it.
 *
 * Tone is told by icon and words as well as by colour.
 */
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';

const icons = { good: IconCircleCheck, warn: IconAlertTriangle, bad: IconCircleX, info: IconInfoCircle };

interface NoticeProps {
  tone: keyof typeof icons;
  title?: string;
  children?: ReactNode;
  /** `alert` interrupts a screen reader, `status` waits for a pause; neither for what was there from the start. */
  live?: 'alert' | 'status';
}

export function Notice({ tone, title, children, live }: NoticeProps) {
  const Icon = icons[tone];
  return (
    <div className="notice" data-tone={tone} role={live}>
      <Icon className="notice-icon" size={20} stroke={1.8} aria-hidden="true" />
      <div>
        {title !== undefined && <p className="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}
