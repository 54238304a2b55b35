/**
 * The heading of a page or of a step within one, which takes the focus when it replaces another.
 *
 * Without it, somebody who cannot see the page would press a button and hear nothing: the button is gone and
 * the focus with it. The very first heading after loading takes no focus, since nothing was replaced.
 */
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { useLocation } from 'react-router';
import { usePageTitle } from './page-title.ts';

interface HeadingProps {
  children: ReactNode;
  /** For the tab, where the heading is not plain text or not enough. */
  title?: string;
  /** Whether it replaces something the person was just using. */
  takesFocus: boolean;
}

export function Heading({ children, title, takesFocus }: HeadingProps) {
  const element = useRef<HTMLHeadingElement>(null);
  usePageTitle(title ?? (typeof children === 'string' ? children : 'Studio'));
  useLayoutEffect(() => {
    if (takesFocus) element.current?.focus({ preventScroll: false });
  }, [takesFocus]);
  return (
    <h1 className="page-heading" ref={element} tabIndex={-1}>
      {children}
    </h1>
  );
}

/** The heading of a page that is reached by navigation. */
export function PageHeading(props: Omit<HeadingProps, 'takesFocus'>) {
  // The first entry of the history has the key "default": the page was loaded, not navigated to.
  const { key } = useLocation();
  return <Heading {...props} takesFocus={key !== 'default'} />;
}
