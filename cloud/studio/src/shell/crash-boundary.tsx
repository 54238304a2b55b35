/**
 * Shown instead of a page that failed, which is never what anybody should see, but better than a blank one.
 *
 * The usual cause is a new version of Studio while this one was open: its files are gone, and loading the page
 * again gets the new ones.
 */
import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { PlainFrame } from './plain-frame.tsx';

export class CrashBoundary extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError(): { crashed: boolean } {
    return { crashed: true };
  }

  override render(): ReactNode {
    if (!this.state.crashed) return this.props.children;
    return (
      <PlainFrame>
        <section className="card step-card" data-centred role="alert">
          <h1 className="page-heading">This page broke</h1>
          <p className="lead">
            Signet may have been updated while it was open. Loading it again usually helps.
          </p>
          <Button size="md" onClick={() => window.location.reload()}>
            Load again
          </Button>
        </section>
      </PlainFrame>
    );
  }
}
