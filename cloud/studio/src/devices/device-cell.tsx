/** What a device has to say in each column of the list. */
import type { Device } from '../api/cloud.ts';
import { WarningSummary } from '../health/warning-label.tsx';
import { DeviceStatus } from './device-status.tsx';
import { showingWords } from './device-words.ts';
import { LastSeen } from './last-seen.tsx';
import type { ColumnId } from './list-columns.ts';
import { TagList } from './tag-list.tsx';

export function DeviceCell({ device, column }: { device: Device; column: ColumnId }) {
  switch (column) {
    case 'status':
      return <DeviceStatus status={device.status} />;
    case 'warnings':
      return <WarningSummary warnings={device.warnings} />;
    case 'showing': {
      const words = showingWords(device);
      return words === null ? <span className="dim">Not known yet</span> : <Cut text={words} />;
    }
    case 'location':
      return <Cut text={device.location} />;
    case 'tags':
      return <TagList tags={device.tags} most={3} />;
    case 'model':
      return <Cut text={device.model} />;
    case 'serial':
      return <Cut text={device.serial} className="serial" />;
    case 'lastSeen':
      return device.status === 'online' ? 'Now' : <LastSeen at={device.lastSeenAt} />;
    case 'paired':
      return <LastSeen at={device.boundAt} />;
    case 'version':
      return <Cut text={device.versions['agent'] ?? ''} className="serial" />;
    default:
      return column satisfies never;
  }
}

/** One line, whole where a pointer rests on it. */
function Cut({ text, className = '' }: { text: string; className?: string }) {
  if (text === '') return <span className="dim none">–</span>;
  return (
    <span className={`cut ${className}`} title={text}>
      {text}
    </span>
  );
}
