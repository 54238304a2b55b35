/** How many devices there are and how they are doing, and whether that is heard as it happens. */
import type { DeviceSurvey } from '../api/device-list.ts';
import { countDevices } from './bulk-words.ts';

export function ListSummary({
  survey,
  isLive,
}: {
  survey: DeviceSurvey | undefined;
  isLive: boolean | null;
}) {
  return (
    <p className="dim summary">
      {survey === undefined ? '…' : words(survey)}
      {isLive && (
        <span className="live" title="Changes show as they happen">
          Live
        </span>
      )}
    </p>
  );
}

function words({ total, statuses }: DeviceSurvey): string {
  const { online } = statuses;
  if (online === total) return total === 1 ? '1 device, online' : `${countDevices(total)}, all online`;
  return `${countDevices(total)}, ${online.toLocaleString('en')} online`;
}
