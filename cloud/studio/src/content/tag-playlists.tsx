/** Which tags have a playlist, and which of them counts first where a device has several. */
import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core';
import { IconArrowUp, IconX } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { chooseForTag, type PlaylistList } from '../api/content.ts';
import { undoToast } from '../shell/undo-toast.tsx';
import { useContentChange } from './use-content-change.ts';

export function TagPlaylists({ list, mayChange }: { list: PlaylistList; mayChange: boolean }) {
  const { playlists, tags } = list;
  const { run, again, isPending } = useContentChange();
  const nameOf = (id: string) => playlists.find((each) => each.id === id)?.name ?? '';
  if (tags.length === 0 && !mayChange) return null;
  return (
    <section className="card tag-playlists" aria-labelledby="tag-playlists">
      <h2 id="tag-playlists">By tag</h2>
      <p className="dim">
        {tags.length === 0
          ? 'All devices with a tag can play another playlist than the default.'
          : 'Where a device has several of these tags, the upper one counts.'}
      </p>
      {tags.length > 0 && (
        <ol>
          {tags.map(({ tag, playlistId }, position) => (
            <li key={tag}>
              <span>
                <strong>{tag}</strong> plays {nameOf(playlistId)}
              </span>
              {mayChange && (
                <span>
                  {position > 0 && (
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      size={36}
                      aria-label={`Let ${tag} count before ${tags[position - 1]?.tag ?? ''}`}
                      disabled={isPending}
                      onClick={() => run(() => chooseForTag(tag, playlistId, position - 1))}
                    >
                      <IconArrowUp size={18} stroke={1.8} aria-hidden="true" />
                    </ActionIcon>
                  )}
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    size={36}
                    aria-label={`No playlist for ${tag}`}
                    disabled={isPending}
                    onClick={() =>
                      run(
                        () => chooseForTag(tag, null),
                        () =>
                          undoToast(`${tag} has no playlist of its own.`, () =>
                            again(() => chooseForTag(tag, playlistId, position)),
                          ),
                      )
                    }
                  >
                    <IconX size={18} stroke={1.8} aria-hidden="true" />
                  </ActionIcon>
                </span>
              )}
            </li>
          ))}
        </ol>
      )}
      {mayChange && playlists.length > 0 && (
        <ChooseForTag list={list} onChoose={(tag, id, then) => run(() => chooseForTag(tag, id), then)} />
      )}
    </section>
  );
}

interface ChooseForTagProps {
  list: PlaylistList;
  onChoose(tag: string, playlistId: string, then: () => void): void;
}

function ChooseForTag({ list, onChoose }: ChooseForTagProps) {
  const [tag, setTag] = useState('');
  const [playlistId, setPlaylistId] = useState(list.playlists[0]?.id ?? '');
  const [objection, setObjection] = useState<string | null>(null);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (tag.trim() === '') setObjection('Which tag?');
    else onChoose(tag.trim(), playlistId, () => setTag(''));
  }

  return (
    <form noValidate onSubmit={submit}>
      <TextInput
        label="Tag"
        size="md"
        maxLength={40}
        autoComplete="off"
        value={tag}
        error={objection}
        onChange={(event) => {
          setTag(event.currentTarget.value);
          setObjection(null);
        }}
      />
      <NativeSelect
        label="plays"
        size="md"
        value={playlistId}
        data={list.playlists.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(event) => setPlaylistId(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" size="md">
        Add
      </Button>
    </form>
  );
}
