/** Chooses files for a playlist, among those that are there and those that are uploaded right here. */
import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { MediaFile } from '../api/content.ts';
import { useReturnFocus } from '../shell/return-focus.ts';
import { mediaQuery } from './content-queries.ts';
import { clockWords, countWords, kindWords } from './content-words.ts';
import { Thumbnail } from './thumbnail.tsx';
import { UploadArea } from './upload-area.tsx';

interface ChooseMediaDialogProps {
  onClose(): void;
  /** In the order in which they were chosen. */
  onChosen(files: readonly MediaFile[]): void;
}

export function ChooseMediaDialog({ onClose, onChosen }: ChooseMediaDialogProps) {
  useReturnFocus();
  const { data } = useQuery(mediaQuery);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const files = data?.media ?? [];
  const toggle = (sha256: string) =>
    setChosen((now) => (now.includes(sha256) ? now.filter((each) => each !== sha256) : [...now, sha256]));

  function add(): void {
    onChosen(chosen.flatMap((sha256) => files.find((file) => file.sha256 === sha256) ?? []));
    onClose();
  }

  return (
    <Modal opened onClose={onClose} title="Add pictures and films" size="lg">
      <UploadArea
        onThere={({ sha256 }) => setChosen((now) => (now.includes(sha256) ? now : [...now, sha256]))}
      />
      {files.length > 0 && (
        <ul className="choose-media" aria-label="Files">
          {files.map(({ sha256, name, kind, durationMs }) => (
            <li key={sha256}>
              <label>
                <input type="checkbox" checked={chosen.includes(sha256)} onChange={() => toggle(sha256)} />
                <Thumbnail kind={kind} sha256={sha256} />
                <span>
                  <strong>{name}</strong>
                  <span className="dim">
                    {durationMs === null ? kindWords[kind] : clockWords(durationMs)}
                  </span>
                </span>
              </label>
            </li>
          ))}
        </ul>
      )}
      <div className="dialog-actions">
        <Button variant="default" size="md" onClick={onClose}>
          Cancel
        </Button>
        <Button size="md" disabled={chosen.length === 0} onClick={add}>
          {chosen.length === 0 ? 'Add' : `Add ${countWords(chosen.length, 'file')}`}
        </Button>
      </div>
    </Modal>
  );
}
