/** One token in the list: its name leads to its page. */
import { Link } from 'react-router';
import type { ProvisioningToken } from '../api/provisioning.ts';
import { When } from '../shell/when.tsx';
import { TokenStanding } from './token-standing.tsx';
import { usesWords } from './token-words.ts';

export function TokenLine({ token }: { token: ProvisioningToken }) {
  const { id, name, start, refusals, expiresAt, lastUsedAt, createdAt, createdBy, standing } = token;
  return (
    <li>
      <div className="token">
        <Link to={`/provisioning/${id}`}>
          <strong>{name}</strong>
        </Link>
        <code>{start}…</code>
        <span className="dim">
          {usesWords(token)}
          {lastUsedAt !== null && (
            <>
              , the last <When at={lastUsedAt} />
            </>
          )}
        </span>
        <span className="dim">
          Made <When at={createdAt} /> by {createdBy}
          {expiresAt !== null && standing !== 'revoked' && (
            <>
              , {standing === 'expired' ? 'expired' : 'expires'} <When at={expiresAt} />
            </>
          )}
        </span>
        {refusals > 0 && (
          <span className="warn">
            {refusals === 1 ? 'One screen was refused' : `${refusals.toLocaleString('en')} refusals`}
          </span>
        )}
      </div>
      <TokenStanding standing={standing} />
    </li>
  );
}
