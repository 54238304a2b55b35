/** Settings > API keys: what programs may do in one's name. An Admin sees everybody's, others their own. */
import { Button, Skeleton } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { asProblem } from '../api/cloud-problem.ts';
import { type ApiKey, listKeys, revokeKey } from '../api/keys.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { useMay } from '../session/rights.ts';
import { useSession } from '../session/session.ts';
import { PageHead } from '../settings/page-head.tsx';
import { ConfirmDialog } from '../shell/confirm-dialog.tsx';
import { FailedCard } from '../shell/failed-card.tsx';
import { toast } from '../shell/toast.ts';
import { KeyLine } from './key-line.tsx';
import { MakeKeyDialog } from './make-key-dialog.tsx';
import { NoKeysYet } from './no-keys-yet.tsx';
import './keys.css';

const keysKey = ['api-keys'] as const;

export function KeysPage() {
  const { data: session } = useSession();
  const may = useMay();
  const queries = useQueryClient();
  const keys = useQuery({ queryKey: keysKey, queryFn: listKeys });
  const [isMaking, setIsMaking] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const readAgain = () => queries.invalidateQueries({ queryKey: keysKey });
  const seesAll = may('key.see');
  return (
    <>
      <PageHead
        title="API keys"
        about={
          seesAll
            ? 'What programs may do in this account, in the name of whoever made the key.'
            : 'What programs may do in this account, in your name.'
        }
      >
        {may('key.make') && (
          <Button
            size="md"
            leftSection={<IconKey size={18} stroke={1.8} aria-hidden="true" />}
            onClick={() => setIsMaking(true)}
          >
            Make a key
          </Button>
        )}
      </PageHead>
      {keys.isError && keys.data === undefined && (
        <FailedCard {...sentencesFor(asProblem(keys.error))} onRetry={() => void keys.refetch()} />
      )}
      {keys.isPending && <Skeleton height={140} radius="lg" />}
      {keys.data?.length === 0 && <NoKeysYet onMake={() => setIsMaking(true)} />}
      {keys.data !== undefined && keys.data.length > 0 && (
        <section className="card keys" aria-label="API keys">
          <ul>
            {keys.data.map((key) => (
              <KeyLine
                key={key.id}
                apiKey={key}
                isYours={key.madeBy.userId === session?.user.id}
                onRevoke={() => setRevoking(key)}
              />
            ))}
          </ul>
        </section>
      )}
      {isMaking && (
        <MakeKeyDialog
          atMost={session?.account.role ?? 'viewer'}
          onMade={readAgain}
          onClose={() => setIsMaking(false)}
        />
      )}
      {revoking !== null && (
        <ConfirmDialog
          title={`Revoke ${revoking.name}?`}
          keep="Keep it"
          act="Revoke"
          run={() => revokeKey(revoking.id).finally(readAgain)}
          onDone={() => toast(`${revoking.name} is revoked.`)}
          onClose={() => setRevoking(null)}
        >
          <p>Whatever uses it is refused from now on. A key cannot be brought back, only another one made.</p>
        </ConfirmDialog>
      )}
    </>
  );
}
