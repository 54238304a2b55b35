/** One file: what it looks like, where it is used, another name, and deleting it, which can be undone. */
import { ActionIcon, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { asProblem } from '../api/cloud-problem.ts';
import { deleteMedia, type MediaFile, renameMedia, restoreMedia } from '../api/content.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { InlineEdit } from '../devices/inline-edit.tsx';
import { toast } from '../shell/toast.ts';
import { undoToast } from '../shell/undo-toast.tsx';
import { mediaKey } from './content-queries.ts';
import { clockWords, kindWords, sizeWords } from './content-words.ts';
import { Thumbnail } from './thumbnail.tsx';
import '../devices/devices.css';

export function MediaCard({ file, mayChange }: { file: MediaFile; mayChange: boolean }) {
  const queries = useQueryClient();
  const { sha256, name, kind, usedIn } = file;
  const [typed, setTyped] = useState<string | null>(null);
  const readAgain = () => queries.invalidateQueries({ queryKey: mediaKey });
  const rename = useMutation({
    mutationFn: (to: string) => renameMedia(sha256, to),
    onSuccess: () => {
      setTyped(null);
      return readAgain();
    },
  });
  const remove = useMutation({
    mutationFn: () => deleteMedia(sha256),
    onSuccess: () => {
      void readAgain();
      undoToast(`${name} is deleted.`, async () => {
        await restoreMedia(sha256);
        await readAgain();
      });
    },
    onError: (thrown) => {
      const { title, advice } = sentencesFor(asProblem(thrown));
      toast(`${title}. ${advice}`, 'bad');
    },
  });
  return (
    <li className="card media-card">
      <Thumbnail kind={kind} sha256={sha256} />
      <div className="media-words">
        {mayChange ? (
          <InlineEdit
            label={`the name of ${name}`}
            field={
              <TextInput
                aria-label="Name"
                maxLength={100}
                value={typed ?? ''}
                onChange={(event) => setTyped(event.currentTarget.value)}
              />
            }
            isEditing={typed !== null}
            isSaving={rename.isPending}
            error={rename.error}
            onEdit={() => setTyped(name)}
            onSave={() => rename.mutate((typed ?? name).trim())}
            onCancel={() => setTyped(null)}
          >
            <strong>{name}</strong>
          </InlineEdit>
        ) : (
          <strong>{name}</strong>
        )}
        <p className="dim">
          {[
            kindWords[kind],
            file.durationMs === null ? '' : clockWords(file.durationMs),
            file.width === null ? '' : `${file.width} × ${file.height}`,
            sizeWords(file.bytes),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
        <p className="media-uses">
          {usedIn.length === 0 ? <span className="dim">In no playlist</span> : 'In '}
          {usedIn.map((playlist, i) => (
            <span key={playlist.id}>
              {i > 0 && ', '}
              <Link to={`/playlists/${playlist.id}`}>{playlist.name}</Link>
            </span>
          ))}
        </p>
      </div>
      {mayChange && usedIn.length === 0 && (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          aria-label={`Delete ${name}`}
          loading={remove.isPending}
          onClick={() => remove.mutate()}
        >
          <IconTrash size={18} stroke={1.8} aria-hidden="true" />
        </ActionIcon>
      )}
    </li>
  );
}
