/**
 * Settings > Mails: what became of the mails to oneself, and to Admins of those that their account sends.
 *
 * What a mail said is not here: its links are for the one who reads it.
 */
import { Button, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { cloudNowMs } from '../api/cloud-clock.ts';
import { asProblem } from '../api/cloud-problem.ts';
import { listMails, type Mail, sendMailAgain } from '../api/mails.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { watchIntervalMs } from '../api/query-client.ts';
import { timeUntil } from '../devices/relative-time.ts';
import { useMay } from '../session/rights.ts';
import { PageHead } from '../settings/page-head.tsx';
import { FailedCard } from '../shell/failed-card.tsx';
import { toast } from '../shell/toast.ts';
import { When } from '../shell/when.tsx';
import { mailWords } from './mail-words.ts';
import './mails.css';

const mailsKey = ['mails'] as const;

export function MailsPage() {
  const may = useMay();
  const mails = useQuery({
    queryKey: mailsKey,
    queryFn: listMails,
    // Until each is sent or given up.
    refetchInterval: ({ state }) =>
      state.data?.some(({ status }) => status === 'waiting') ? watchIntervalMs : false,
  });
  const all = mails.data ?? [];
  return (
    <>
      <PageHead
        title="Mails"
        about={
          may('mail.see')
            ? 'Mails to you, and those that the account sends, such as invitations. Kept for a week.'
            : 'Mails to you. Kept for a week.'
        }
      />
      {mails.isError && mails.data === undefined && (
        <FailedCard {...sentencesFor(asProblem(mails.error))} onRetry={() => void mails.refetch()} />
      )}
      {mails.isPending && <Skeleton height={180} radius="lg" />}
      {mails.data !== undefined && (
        <section className="card mails" aria-label="Mails">
          {all.length === 0 ? (
            <>
              <h2>No mail in the last week</h2>
              <p className="dim">
                Invitations, links to a new password, and whatever else is sent by mail stand here, with what
                became of it. So you know whether a colleague has to look again, or you do.
              </p>
            </>
          ) : (
            <ul>
              {all.map((mail) => (
                <MailLine key={mail.id} mail={mail} />
              ))}
            </ul>
          )}
        </section>
      )}
    </>
  );
}

function MailLine({ mail }: { mail: Mail }) {
  const queries = useQueryClient();
  const sending = useMutation({
    mutationFn: () => sendMailAgain(mail.id),
    onSuccess: () => toast(`The mail to ${mail.to} is tried now.`),
    onError: (thrown) => {
      const { title, advice } = sentencesFor(asProblem(thrown));
      toast(`${title}. ${advice}`, 'bad');
    },
    onSettled: () => queries.invalidateQueries({ queryKey: mailsKey }),
  });
  const nextTry = mail.nextTryAt === null ? '' : timeUntil(mail.nextTryAt, cloudNowMs());
  const { tone, status, why } = mailWords(mail, nextTry);
  const isStuck = mail.again && (mail.status === 'failed' || mail.tries > 0);
  return (
    <li>
      <div className="mail">
        <strong>{mail.subject}</strong>
        <span className="dim">
          To {mail.to}, <When at={mail.createdAt} />
        </span>
        {why !== null && <span className="mail-why">{why}</span>}
      </div>
      <div className="mail-state">
        <span className="mail-status" data-tone={tone}>
          {status}
        </span>
        {isStuck && (
          <Button
            variant="default"
            size="sm"
            loading={sending.isPending}
            aria-label={`${mail.status === 'failed' ? 'Send again' : 'Try now'}: ${mail.subject}, to ${mail.to}`}
            onClick={() => sending.mutate()}
          >
            {mail.status === 'failed' ? 'Send again' : 'Try now'}
          </Button>
        )}
      </div>
    </li>
  );
}
