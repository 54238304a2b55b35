/** Where files are dropped or chosen, with what is on its way. */
import { Button, CloseButton } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { type DragEvent, useRef, useState } from 'react';
import type { MediaFile } from '../api/content.ts';
import { useUploads } from './use-uploads.ts';

const taken = 'image/png,image/jpeg,image/gif,image/webp,image/avif,image/svg+xml,video/mp4,video/webm';

export function UploadArea({ onThere }: { onThere(file: MediaFile, isNew: boolean): void }) {
  const { uploads, add, putAway } = useUploads(onThere);
  const [isOver, setIsOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  function drop(event: DragEvent): void {
    event.preventDefault();
    setIsOver(false);
    add(event.dataTransfer.files);
  }

  return (
    <div className="uploads">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is for a mouse; the button does the same */}
      <div
        className="drop-area"
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={drop}
      >
        <p>
          <strong>Drop pictures and films here</strong>
          <span className="dim">PNG, JPEG, GIF, WebP, AVIF, SVG; MP4 or WebM</span>
        </p>
        <Button
          size="md"
          leftSection={<IconUpload size={18} stroke={1.8} aria-hidden="true" />}
          onClick={() => input.current?.click()}
        >
          Upload files
        </Button>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          accept={taken}
          onChange={(event) => {
            add([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = '';
          }}
        />
      </div>
      {uploads.length > 0 && (
        <ul className="upload-list" aria-label="Uploads">
          {uploads.map(({ id, name, part, refusal }) => (
            <li key={id} data-refused={refusal !== null || undefined}>
              <span className="upload-name">{name}</span>
              {refusal === null ? (
                <progress aria-label={`Uploading ${name}`} value={part} max={1} />
              ) : (
                <>
                  <span role="alert">{refusal}</span>
                  <CloseButton aria-label={`Put ${name} away`} onClick={() => putAway(id)} />
                </>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
