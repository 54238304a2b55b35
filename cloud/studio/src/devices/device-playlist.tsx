/** What a device plays, why, and choosing something else for it. */
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Device } from '../api/cloud.ts';
import { chooseForDevice } from '../api/content.ts';
import { playlistsQuery } from '../content/content-queries.ts';
import { becauseWords } from '../content/content-words.ts';
import { useContentChange } from '../content/use-content-change.ts';
import { useMay } from '../session/rights.ts';
import { undoToast } from '../shell/undo-toast.tsx';

/** No playlist has such an ID. */
const noneOfItsOwn = '';

export function DevicePlaylist({ device }: { device: Device }) {
  const { id, playlist } = device;
  const mayChange = useMay()('content.change');
  const { data } = useQuery({ ...playlistsQuery, enabled: mayChange });
  const { run, again, isPending } = useContentChange();
  const own = playlist?.because === 'device' ? playlist.id : noneOfItsOwn;

  function choose(next: string): void {
    const name = data?.playlists.find((each) => each.id === next)?.name;
    run(
      () => chooseForDevice(id, next || null),
      () =>
        undoToast(
          name === undefined
            ? `${device.name} follows its tags and the account again.`
            : `${device.name} plays ${name}.`,
          () => again(() => chooseForDevice(id, own || null)),
        ),
    );
  }

  return (
    <div className="device-playlist">
      <p>
        {playlist === null ? (
          'No playlist'
        ) : (
          <>
            <Link to={`/playlists/${playlist.id}`}>{playlist.name}</Link>
            <span className="dim"> {becauseWords(playlist)}</span>
          </>
        )}
      </p>
      {mayChange && data !== undefined && (
        <NativeSelect
          label="Choose for this device"
          size="md"
          disabled={isPending}
          value={own}
          data={[
            { value: noneOfItsOwn, label: 'As its tags and the account say' },
            ...data.playlists.map((each) => ({ value: each.id, label: each.name })),
          ]}
          onChange={(event) => choose(event.currentTarget.value)}
        />
      )}
    </div>
  );
}
