/** A warning as icon and words: colour is never the only signal. */
import { IconAlertTriangle, IconInfoCircle, IconUrgent } from '@tabler/icons-react';
import type { Device } from '../api/cloud.ts';
import './health.css';

type Warning = Device['warnings'][number];

const icons = { critical: IconUrgent, warning: IconAlertTriangle, notice: IconInfoCircle };

export function WarningIcon({ severity }: Pick<Warning, 'severity'>) {
  const Icon = icons[severity];
  return <Icon className="warning-icon" data-severity={severity} size={18} stroke={1.8} aria-hidden="true" />;
}

/** The worst in words, and how many more there are. */
export function WarningSummary({ warnings }: { warnings: readonly Warning[] }) {
  const [worst, ...others] = warnings;
  if (worst === undefined) return <span className="dim">None</span>;
  return (
    <span className="warning-summary" title={warnings.map(({ title }) => title).join(' ')}>
      <WarningIcon severity={worst.severity} />
      <span className="cut">{worst.title.replace(/\.$/, '')}</span>
      {others.length > 0 && <span className="dim">+{others.length}</span>}
    </span>
  );
}
