/** `/playlists`: all of them, which is the default, who plays each, and making a new one. */
import { Button, Skeleton, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { asProblem } from '../api/cloud-problem.ts';
import { createPlaylist, type PlaylistSummary } from '../api/content.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { useMay } from '../session/rights.ts';
import { FailedCard } from '../shell/failed-card.tsx';
import { PageHeading } from '../shell/heading.tsx';
import { Notice } from '../shell/notice.tsx';
import { playlistsKey, playlistsQuery } from './content-queries.ts';
import { clockWords, countWords, playedByWords } from './content-words.ts';
import { TagPlaylists } from './tag-playlists.tsx';
import { Thumbnail } from './thumbnail.tsx';
import './content.css';

export function PlaylistsPage() {
  const { data, error, refetch } = useQuery(playlistsQuery);
  const mayChange = useMay()('content.change');
  if (data === undefined && error !== null) {
    const { title, advice } = sentencesFor(asProblem(error));
    return <FailedCard title={title} advice={advice} onRetry={() => void refetch()} />;
  }
  return (
    <>
      <div className="page-head">
        <div>
          <PageHeading>Playlists</PageHeading>
          <p className="dim">
            A device plays what was chosen for it; else what its first tag plays; else the default playlist.
          </p>
        </div>
      </div>
      {mayChange && <NewPlaylist isFirst={data?.playlists.length === 0} />}
      {data === undefined ? (
        <div role="status" aria-label="Loading playlists" className="skeletons">
          <Skeleton height={96} radius="md" />
          <Skeleton height={96} radius="md" />
        </div>
      ) : (
        <>
          <ul className="playlist-list" aria-label="Playlists">
            {data.playlists.map((playlist) => (
              <PlaylistLine key={playlist.id} playlist={playlist} />
            ))}
          </ul>
          <TagPlaylists list={data} mayChange={mayChange} />
        </>
      )}
    </>
  );
}

function PlaylistLine({ playlist }: { playlist: PlaylistSummary }) {
  const { id, name, items, durationMs, cover, isDefault, playing } = playlist;
  const playedBy = playedByWords(playlist);
  return (
    <li className="card playlist-line">
      <Thumbnail kind={cover?.kind ?? 'page'} sha256={cover?.sha256 ?? null} />
      <div>
        <p className="playlist-name">
          <Link to={`/playlists/${id}`}>{name}</Link>
          {isDefault && <span className="default-mark">Default</span>}
        </p>
        <p className="dim">
          {items === 0 ? 'Nothing in it yet' : `${countWords(items, 'item')}, ${clockWords(durationMs)}`}
          {playing > 0 && ` · on ${countWords(playing, 'device')}`}
        </p>
        {playedBy !== '' && <p className="dim">Chosen for {playedBy}</p>}
      </div>
    </li>
  );
}

function NewPlaylist({ isFirst }: { isFirst: boolean }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [objection, setObjection] = useState<string | null>(null);
  const making = useMutation({
    mutationFn: () => createPlaylist(name.trim()),
    onSuccess: ({ id }) => {
      void queries.invalidateQueries({ queryKey: playlistsKey });
      void navigate(`/playlists/${id}`);
    },
  });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (making.isPending) return;
    if (name.trim() !== '') return making.mutate();
    setObjection('Give it a name, such as “Shop window”.');
    event.currentTarget.querySelector('input')?.focus();
  }

  const trouble = making.isError ? sentencesFor(asProblem(making.error)) : null;
  return (
    <section className="card new-playlist" aria-label="New playlist">
      {isFirst && (
        <p>
          A playlist is what screens play: pictures, films and web addresses, one after the other, round and
          round.
        </p>
      )}
      <form noValidate onSubmit={submit}>
        <TextInput
          label="New playlist"
          placeholder="Its name"
          autoComplete="off"
          size="md"
          maxLength={100}
          value={name}
          error={objection}
          onChange={(event) => {
            setName(event.currentTarget.value);
            setObjection(null);
          }}
        />
        <Button type="submit" variant="default" size="md" loading={making.isPending}>
          Make it
        </Button>
      </form>
      {trouble !== null && (
        <Notice tone="bad" live="alert" title={trouble.title}>
          <p>{trouble.advice}</p>
        </Notice>
      )}
    </section>
  );
}
