/** What a token is right now, by icon and word as well as by colour. */
import { IconCircleCheck, IconCircleOff, IconPlayerPause } from '@tabler/icons-react';
import type { ProvisioningToken } from '../api/provisioning.ts';
import { standingWords } from './token-words.ts';

const icons = { good: IconCircleCheck, warn: IconPlayerPause, quiet: IconCircleOff };

export function TokenStanding({ standing }: Pick<ProvisioningToken, 'standing'>) {
  const { title, tone } = standingWords[standing];
  const Icon = icons[tone];
  return (
    <span className="token-standing" data-tone={tone}>
      <Icon size={18} stroke={1.8} aria-hidden="true" />
      {title}
    </span>
  );
}
