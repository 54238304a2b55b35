/** `/playlists/:id`: what it shows, in which order and for how long, and who plays it. Every change reaches screens at once. */
import { Button, Skeleton, TextInput } from '@mantine/core';
import { IconArrowLeft, IconPhotoPlus, IconWorldPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { asProblem } from '../api/cloud-problem.ts';
import {
  changePlaylist,
  chooseDefault,
  deletePlaylist,
  type MediaFile,
  type Playlist,
  type PlaylistItem,
} from '../api/content.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { InlineEdit } from '../devices/inline-edit.tsx';
import { useMay } from '../session/rights.ts';
import { ConfirmDialog } from '../shell/confirm-dialog.tsx';
import { FailedCard } from '../shell/failed-card.tsx';
import { PageHeading } from '../shell/heading.tsx';
import { NothingHere } from '../shell/nothing-here.tsx';
import { toast } from '../shell/toast.ts';
import { AddWebDialog } from './add-web-dialog.tsx';
import { ChooseMediaDialog } from './choose-media-dialog.tsx';
import { playlistQuery } from './content-queries.ts';
import { clockWords, countWords, playedByWords } from './content-words.ts';
import { ItemList } from './item-list.tsx';
import { useContentChange } from './use-content-change.ts';
import { temporaryId, usePlaylistEdit } from './use-playlist-edit.ts';
import './content.css';
import '../devices/devices.css';

/** How long a picture or a page is shown unless somebody says otherwise. */
const usualMs = 10_000;

export function PlaylistPage() {
  const { playlistId = '' } = useParams();
  const { data, error, refetch } = useQuery(playlistQuery(playlistId));
  const problem = error === null ? null : asProblem(error);
  if (problem?.code === 'unknown-playlist') {
    const { title, advice } = sentencesFor(problem);
    return <NothingHere title={title} advice={advice} />;
  }
  if (data !== undefined) return <KnownPlaylist key={data.id} playlist={data} />;
  if (problem !== null) {
    const { title, advice } = sentencesFor(problem);
    return <FailedCard title={title} advice={advice} onRetry={() => void refetch()} />;
  }
  return (
    <div role="status" aria-label="Loading the playlist" className="skeletons">
      <Skeleton height={36} width="60%" radius="md" />
      <Skeleton height={220} radius="md" />
    </div>
  );
}

function KnownPlaylist({ playlist }: { playlist: Playlist }) {
  const { id, items } = playlist;
  const mayChange = useMay()('content.change');
  const edit = usePlaylistEdit(id);
  const [adding, setAdding] = useState<'media' | 'web' | null>(null);
  const addFiles = (files: readonly MediaFile[]) => edit((now) => [...now, ...files.map(itemOfFile)]);
  return (
    <div className="playlist-page">
      <Link to="/playlists" className="back-link">
        <IconArrowLeft size={18} stroke={1.8} aria-hidden="true" />
        Playlists
      </Link>
      <PlaylistName playlist={playlist} mayChange={mayChange} />
      <p className="dim">
        {countWords(items.length, 'item')}
        {items.length > 0 &&
          `, ${clockWords(items.reduce((sum, item) => sum + item.durationMs, 0))} for one round`}
      </p>
      {mayChange && (
        <div className="playlist-actions">
          <Button
            size="md"
            leftSection={<IconPhotoPlus size={18} stroke={1.8} aria-hidden="true" />}
            onClick={() => setAdding('media')}
          >
            Add pictures and films
          </Button>
          <Button
            variant="default"
            size="md"
            leftSection={<IconWorldPlus size={18} stroke={1.8} aria-hidden="true" />}
            onClick={() => setAdding('web')}
          >
            Add a web address
          </Button>
        </div>
      )}
      {items.length === 0 ? (
        <section className="card empty-content" aria-labelledby="empty-playlist">
          <h2 id="empty-playlist">Nothing in it yet</h2>
          <p>
            Items play one after the other, each for its time, and then from the beginning. A screen that
            plays this shows nothing of it until there is at least one.
          </p>
        </section>
      ) : (
        <ItemList items={items} mayChange={mayChange} edit={edit} />
      )}
      <PlayedBy playlist={playlist} mayChange={mayChange} />
      {adding === 'media' && <ChooseMediaDialog onClose={() => setAdding(null)} onChosen={addFiles} />}
      {adding === 'web' && (
        <AddWebDialog
          onClose={() => setAdding(null)}
          onAdd={(url, title) =>
            edit((now) => [
              ...now,
              {
                ...{
                  id: temporaryId(),
                  kind: 'web',
                  name: title || new URL(url).host,
                  durationMs: 3 * usualMs,
                },
                ...{ sha256: null, type: null, url, mediaDurationMs: null },
              },
            ])
          }
        />
      )}
    </div>
  );
}

function itemOfFile({ sha256, kind, name, type, durationMs }: MediaFile): PlaylistItem {
  return {
    ...{ id: temporaryId(), kind, name, type, sha256, url: null, mediaDurationMs: durationMs },
    durationMs: durationMs === null ? usualMs : Math.max(1_000, durationMs),
  };
}

function PlaylistName({ playlist, mayChange }: { playlist: Playlist; mayChange: boolean }) {
  const { id, name } = playlist;
  const [typed, setTyped] = useState<string | null>(null);
  const { run, isPending } = useContentChange();
  const heading = <PageHeading title={name}>{name}</PageHeading>;
  if (!mayChange) return heading;
  return (
    <InlineEdit
      label="the name"
      field={
        <TextInput
          aria-label="Name"
          size="md"
          maxLength={100}
          value={typed ?? ''}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      }
      isEditing={typed !== null}
      isSaving={isPending}
      error={null}
      onEdit={() => setTyped(name)}
      onSave={() =>
        run(
          () => changePlaylist(id, { name: (typed ?? name).trim() || name }),
          () => setTyped(null),
        )
      }
      onCancel={() => setTyped(null)}
    >
      {heading}
    </InlineEdit>
  );
}

function PlayedBy({ playlist, mayChange }: { playlist: Playlist; mayChange: boolean }) {
  const { id, name, isDefault, tags, devices, playing } = playlist;
  const navigate = useNavigate();
  const { run, isPending } = useContentChange();
  const [isDeleting, setIsDeleting] = useState(false);
  const playedBy = playedByWords(playlist);
  const isFree = !isDefault && tags.length === 0 && devices.length === 0;
  return (
    <section className="card" aria-labelledby="played-by">
      <h2 id="played-by">Who plays it</h2>
      <p>
        {playedBy === '' ? 'Nobody yet.' : `Chosen for ${playedBy}.`} It is on {countWords(playing, 'device')}{' '}
        now.
      </p>
      {mayChange && (
        <div className="playlist-actions">
          {!isDefault && (
            <Button
              variant="default"
              size="md"
              loading={isPending}
              onClick={() =>
                run(
                  () => chooseDefault(id),
                  () => toast(`${name} is the default playlist.`),
                )
              }
            >
              Make it the default
            </Button>
          )}
          {isFree && (
            <Button
              className="danger-outline"
              variant="default"
              size="md"
              onClick={() => setIsDeleting(true)}
            >
              Delete this playlist
            </Button>
          )}
        </div>
      )}
      {isDeleting && (
        <ConfirmDialog
          title={`Delete ${name}?`}
          keep="Keep it"
          act="Delete it"
          run={() => deletePlaylist(id)}
          onDone={() => {
            toast(`${name} is deleted.`);
            void navigate('/playlists');
          }}
          onClose={() => setIsDeleting(false)}
        >
          <p>Its files stay in Media. Nobody plays it, so no screen changes.</p>
        </ConfirmDialog>
      )}
    </section>
  );
}
