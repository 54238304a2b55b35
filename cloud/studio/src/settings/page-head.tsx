/** How a page of Settings begins: its heading, one sentence of what it is for, and what can be done here. */
import type { ReactNode } from 'react';
import { PageHeading } from '../shell/heading.tsx';

interface PageHeadProps {
  title: string;
  about?: ReactNode;
  /** A button. */
  children?: ReactNode;
}

export function PageHead({ title, about, children }: PageHeadProps) {
  return (
    <div className="page-head">
      <div>
        <PageHeading>{title}</PageHeading>
        {about !== undefined && <p className="lead">{about}</p>}
      </div>
      {children}
    </div>
  );
}
