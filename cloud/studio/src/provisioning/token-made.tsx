/** The token, shown once: to copy, and as the file that goes onto a stick. */
import { Button, Stack } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { CopyField } from '../shell/copy-field.tsx';
import { stickFile } from './token-words.ts';

interface TokenMadeProps {
  token: string;
  network: object | null;
  onClose(): void;
}

export function TokenMade({ token, network, onClose }: TokenMadeProps) {
  const file = useFileAddress(stickFile(window.location.origin, token, network));
  return (
    <>
      <Stack gap="md">
        <p>
          Copy this file into the top folder of a USB stick formatted as FAT, plug it into a screen and power
          it on.
        </p>
        <Button
          component="a"
          href={file}
          download="telemetry_config.json"
          size="md"
          data-autofocus
          leftSection={<IconDownload size={18} stroke={1.8} aria-hidden="true" />}
        >
          Download telemetry_config.json
        </Button>
        <CopyField label="Provisioning token" value={token} />
        <p className="dim">
          Neither is shown again. The token enrols screens and opens nothing else; whoever has the stick can
          enrol theirs too, until the token ends.
        </p>
      </Stack>
      <div className="dialog-actions">
        <Button variant="default" size="md" onClick={onClose}>
          I have it
        </Button>
      </div>
    </>
  );
}

/** An address of the page's own, which is gone with it. */
function useFileAddress(text: string): string {
  const [address, setAddress] = useState('');
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [text]);
  return address;
}
