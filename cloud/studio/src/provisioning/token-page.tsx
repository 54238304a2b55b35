/** `/provisioning/:tokenId`: one token, the screens that it has enrolled, what it refused and why. */
import { Button, Skeleton } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { asProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { type ProvisioningToken, pauseToken, revokeToken } from '../api/provisioning.ts';
import { useMay } from '../session/rights.ts';
import { ConfirmDialog } from '../shell/confirm-dialog.tsx';
import { FailedCard } from '../shell/failed-card.tsx';
import { PageHeading } from '../shell/heading.tsx';
import { NothingHere } from '../shell/nothing-here.tsx';
import { toast } from '../shell/toast.ts';
import { undoToast } from '../shell/undo-toast.tsx';
import { When } from '../shell/when.tsx';
import { RefusalList, UseList } from './token-lists.tsx';
import { tokensKey, useToken } from './token-queries.ts';
import { TokenStanding } from './token-standing.tsx';
import { givesWords, usesWords } from './token-words.ts';
import './provisioning.css';

export function TokenPage() {
  const { tokenId = '' } = useParams();
  const { data: token, error, refetch } = useToken(tokenId);
  if (token !== undefined) return <KnownToken key={token.id} token={token} />;
  if (error === null)
    return <Skeleton height={220} radius="lg" role="status" aria-label="Loading the token" />;
  const problem = asProblem(error);
  const sentences = sentencesFor(problem);
  return problem.code === 'unknown-provisioning-token' ? (
    <NothingHere {...sentences} />
  ) : (
    <FailedCard {...sentences} onRetry={() => void refetch()} />
  );
}

function KnownToken({ token }: { token: ProvisioningToken }) {
  const { id, name, start, standing, isPaused, createdAt, createdBy, expiresAt } = token;
  const may = useMay();
  const queries = useQueryClient();
  const [isRevoking, setIsRevoking] = useState(false);
  const readAgain = () => queries.invalidateQueries({ queryKey: tokensKey });
  const set = (paused: boolean) => pauseToken(id, paused).finally(readAgain);
  const pausing = useMutation({
    mutationFn: set,
    onSuccess: (_, paused) =>
      undoToast(paused ? `${name} is paused.` : `${name} goes on.`, () => set(!paused)),
    onError: (thrown) => toast(sentencesFor(asProblem(thrown)).title, 'bad'),
  });
  return (
    <div className="token-page">
      <Link to="/provisioning" className="back-link">
        <IconArrowLeft size={18} stroke={1.8} aria-hidden="true" />
        Provisioning
      </Link>
      <div className="page-head">
        <div>
          <PageHeading>{name}</PageHeading>
          <p className="token-line">
            <TokenStanding standing={standing} />
            <span>{usesWords(token)}</span>
            <code>{start}…</code>
          </p>
        </div>
        {may('token.manage') && standing !== 'revoked' && (
          <div className="token-actions">
            <Button
              variant="default"
              size="md"
              loading={pausing.isPending}
              onClick={() => pausing.mutate(!isPaused)}
            >
              {isPaused ? 'Let it go on' : 'Pause'}
            </Button>
            <Button
              className="danger-outline"
              variant="default"
              size="md"
              onClick={() => setIsRevoking(true)}
            >
              Revoke
            </Button>
          </div>
        )}
      </div>
      <section className="card" aria-labelledby="gives">
        <h2 id="gives">What its screens get</h2>
        <dl className="token-facts">
          {givesWords(token).map(({ term, text }) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{text}</dd>
            </div>
          ))}
          <div>
            <dt>Made</dt>
            <dd>
              <When at={createdAt} /> by {createdBy}
            </dd>
          </div>
          {expiresAt !== null && (
            <div>
              <dt>{standing === 'expired' ? 'Expired' : 'Expires'}</dt>
              <dd>
                <When at={expiresAt} />
              </dd>
            </div>
          )}
        </dl>
      </section>
      <RefusalList id={id} />
      <UseList id={id} />
      {isRevoking && (
        <ConfirmDialog
          title={`Revoke ${name}?`}
          keep="Keep it"
          act="Revoke"
          run={() => revokeToken(id).finally(readAgain)}
          onDone={() => toast(`${name} is revoked.`)}
          onClose={() => setIsRevoking(false)}
        >
          <p>
            It enrols nothing any more, and cannot be brought back. Screens that it has enrolled stay in the
            account.
          </p>
        </ConfirmDialog>
      )}
    </div>
  );
}
