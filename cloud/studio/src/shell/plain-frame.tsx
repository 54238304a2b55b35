/**
 * The frame of pages that stand alone: one column, the mark above, nothing to get lost in.
 */
import type { ReactNode } from 'react';
import { Wordmark } from '../art/seal.tsx';
import { ColorSchemeSwitch } from './color-scheme-switch.tsx';

interface PlainFrameProps {
  children: ReactNode;
  footer?: ReactNode;
}

export function PlainFrame({ children, footer }: PlainFrameProps) {
  return (
    <div className="plain-frame">
      <header className="plain-header">
        <Wordmark />
        <ColorSchemeSwitch />
      </header>
      <main className="plain-main">{children}</main>
      {footer !== undefined && <footer className="plain-footer">{footer}</footer>}
    </div>
  );
}
