/** `/media`: the account's pictures and films, what they are used for, and more of them. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { asProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { useMay } from '../session/rights.ts';
import { FailedCard } from '../shell/failed-card.tsx';
import { PageHeading } from '../shell/heading.tsx';
import { toast } from '../shell/toast.ts';
import { mediaQuery } from './content-queries.ts';
import { countWords, sizeWords } from './content-words.ts';
import { MediaCard } from './media-card.tsx';
import { UploadArea } from './upload-area.tsx';
import './content.css';

export function MediaPage() {
  const { data, error, refetch } = useQuery(mediaQuery);
  const mayChange = useMay()('content.change');
  if (data === undefined && error !== null) {
    const { title, advice } = sentencesFor(asProblem(error));
    return <FailedCard title={title} advice={advice} onRetry={() => void refetch()} />;
  }
  return (
    <>
      <div className="page-head">
        <div>
          <PageHeading>Media</PageHeading>
          {data !== undefined && <p className="dim">{usageWords(data)}</p>}
        </div>
      </div>
      {mayChange && (
        <UploadArea
          onThere={({ name }, isNew) =>
            toast(isNew ? `${name} is there.` : `You have this file already, as ${name}.`)
          }
        />
      )}
      {data === undefined ? (
        <div role="status" aria-label="Loading media" className="skeletons">
          <Skeleton height={160} radius="md" />
        </div>
      ) : data.media.length === 0 ? (
        <section className="card empty-content" aria-labelledby="no-media">
          <h2 id="no-media">Nothing here yet</h2>
          <p>
            Upload what your screens are to show. From here it goes into playlists, and a playlist plays on
            screens. A file that you upload twice is kept once.
          </p>
        </section>
      ) : (
        <ul className="media-grid" aria-label="Files">
          {data.media.map((file) => (
            <MediaCard key={file.sha256} file={file} mayChange={mayChange} />
          ))}
        </ul>
      )}
    </>
  );
}

function usageWords({
  media,
  usage,
}: {
  media: readonly unknown[];
  usage: { bytes: number; quotaBytes: number | null };
}) {
  const files = countWords(media.length, 'file');
  const of = usage.quotaBytes === null ? '' : ` of ${sizeWords(usage.quotaBytes)}`;
  return `${files}, ${sizeWords(usage.bytes)}${of}`;
}
