/** One API key: how it is known, what it may do, by whom, and whether anything uses it. */
import { Button } from '@mantine/core';
import type { ApiKey } from '../api/keys.ts';
import { When } from '../shell/when.tsx';
import { worthWords } from './key-words.ts';

interface KeyLineProps {
  apiKey: ApiKey;
  isYours: boolean;
  onRevoke(): void;
}

export function KeyLine({ apiKey, isYours, onRevoke }: KeyLineProps) {
  const { name, start, madeBy, createdAt, expiresAt, isExpired, lastUsedAt } = apiKey;
  const maker = isYours ? 'you' : madeBy.name === '' ? 'somebody who has left' : madeBy.name;
  return (
    <li>
      <div className="key">
        <strong>{name}</strong>
        {start !== '' && <code>{start}…</code>}
        <span className="dim">{worthWords(apiKey)}</span>
        <span className="dim">
          Made <When at={createdAt} /> by {maker}.{' '}
          {lastUsedAt === null ? (
            'Never used.'
          ) : (
            <>
              Last used <When at={lastUsedAt} />.
            </>
          )}
        </span>
        {expiresAt !== null && (
          <span className={isExpired ? 'warn' : 'dim'}>
            {isExpired ? 'Expired ' : 'Expires '}
            <When at={expiresAt} />
          </span>
        )}
      </div>
      <Button variant="default" size="sm" aria-label={`Revoke ${name}`} onClick={onRevoke}>
        Revoke
      </Button>
    </li>
  );
}
