/** The token, shown once: to copy, and as the file that goes onto the screens' disks. */
import { Button, Stack } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { CopyField } from '../shell/copy-field.tsx';
import { bootFile } from './token-words.ts';

interface TokenMadeProps {
  token: string;
  onClose(): void;
}

export function TokenMade({ token, onClose }: TokenMadeProps) {
  const file = useFileAddress(bootFile(window.location.origin, token));
  return (
    <>
      <Stack gap="md">
        <p>
          Copy this file onto the disk of each screen: into the top folder of its small partition SIGNET,
          which every computer opens. Then power it on.
        </p>
        <Button
          component="a"
          href={file}
          download="signet.json"
          size="md"
          data-autofocus
          leftSection={<IconDownload size={18} stroke={1.8} aria-hidden="true" />}
        >
          Download signet.json
        </Button>
        <CopyField label="Provisioning token" value={token} />
        <p className="dim">
          Neither is shown again. The token enrols screens and opens nothing else; whoever has the file can
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
