/** `/provisioning`: the tokens by which screens enrol themselves, what each is right now and what it has done. */
import { Button, Skeleton } from '@mantine/core';
import { IconTicket } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { asProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { useMay } from '../session/rights.ts';
import { PageHead } from '../settings/page-head.tsx';
import { FailedCard } from '../shell/failed-card.tsx';
import { MakeTokenDialog } from './make-token-dialog.tsx';
import { NoTokensYet } from './no-tokens-yet.tsx';
import { TokenLine } from './token-line.tsx';
import { tokensKey, useTokens } from './token-queries.ts';
import './provisioning.css';

export function ProvisioningPage() {
  const may = useMay();
  const queries = useQueryClient();
  const tokens = useTokens();
  const [isMaking, setIsMaking] = useState(false);
  const mayManage = may('token.manage');
  return (
    <>
      <PageHead
        title="Provisioning"
        about="Screens that enrol themselves: a token on their disk, and nobody has to scan anything."
      >
        {mayManage && tokens.data !== undefined && tokens.data.length > 0 && (
          <Button
            size="md"
            leftSection={<IconTicket size={18} stroke={1.8} aria-hidden="true" />}
            onClick={() => setIsMaking(true)}
          >
            Make a token
          </Button>
        )}
      </PageHead>
      {tokens.isError && tokens.data === undefined && (
        <FailedCard {...sentencesFor(asProblem(tokens.error))} onRetry={() => void tokens.refetch()} />
      )}
      {tokens.isPending && <Skeleton height={160} radius="lg" />}
      {tokens.data?.length === 0 && <NoTokensYet onMake={mayManage ? () => setIsMaking(true) : null} />}
      {tokens.data !== undefined && tokens.data.length > 0 && (
        <section className="card tokens" aria-label="Provisioning tokens">
          <ul>
            {tokens.data.map((token) => (
              <TokenLine key={token.id} token={token} />
            ))}
          </ul>
        </section>
      )}
      {isMaking && (
        <MakeTokenDialog
          onMade={() => queries.invalidateQueries({ queryKey: tokensKey })}
          onClose={() => setIsMaking(false)}
        />
      )}
    </>
  );
}
