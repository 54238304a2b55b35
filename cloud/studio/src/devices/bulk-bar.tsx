/** What can be done with the devices that are selected; there only while some are. */
import { Button, CloseButton } from '@mantine/core';
import { IconMapPin, IconTag, IconTagOff, IconTrash } from '@tabler/icons-react';
import { countDevices } from './bulk-words.ts';

export type BulkKind = 'tag' | 'untag' | 'location' | 'remove';

const actions = [
  { kind: 'tag', label: 'Tag', Icon: IconTag },
  { kind: 'untag', label: 'Untag', Icon: IconTagOff },
  { kind: 'location', label: 'Location', Icon: IconMapPin },
  { kind: 'remove', label: 'Remove', Icon: IconTrash },
] as const;

interface BulkBarProps {
  count: number;
  onAct(kind: BulkKind): void;
  onClear(): void;
}

export function BulkBar({ count, onAct, onClear }: BulkBarProps) {
  return (
    <section className="bulk-bar" aria-label="Selected devices">
      <strong role="status">{countDevices(count)} selected</strong>
      <div className="bulk-actions">
        {actions.map(({ kind, label, Icon }) => (
          <Button
            key={kind}
            variant="default"
            size="sm"
            {...(kind === 'remove' ? { className: 'danger-outline' } : {})}
            leftSection={<Icon size={16} stroke={1.8} aria-hidden="true" />}
            onClick={() => onAct(kind)}
          >
            {label}
          </Button>
        ))}
      </div>
      <CloseButton size="lg" aria-label="Clear the selection" onClick={onClear} />
    </section>
  );
}
