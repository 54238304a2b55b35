/** A mail with a link is on its way: what to do, and what to do when it does not come. */
import { Anchor, Button, Stack } from '@mantine/core';
import { useState } from 'react';
import { Notice } from '../shell/notice.tsx';
import { sendConfirmation } from './auth.ts';
import { authTrouble } from './auth-sentences.ts';

interface LookForMailProps {
  email: string;
  /** Where its link leads in the end. */
  path: string;
  onStartOver(): void;
}

export function LookForMail({ email, path, onStartOver }: LookForMailProps) {
  const [state, setState] = useState<'idle' | 'busy' | 'sent'>('idle');
  const [trouble, setTrouble] = useState('');

  async function again() {
    setState('busy');
    setTrouble('');
    const outcome = await sendConfirmation(email, path);
    setState(outcome.outcome === 'ok' ? 'sent' : 'idle');
    if (outcome.outcome === 'refused') setTrouble(authTrouble(outcome).sentence);
  }

  return (
    <Stack gap="md">
      <Notice tone="info" live="status" title="Look for our mail">
        <p>
          We have sent a link to <strong>{email}</strong>. Open it, and you are signed in; you can leave this
          page.
        </p>
      </Notice>
      {state === 'sent' && <p role="status">Sent once more.</p>}
      {trouble !== '' && (
        <Notice tone="bad" live="alert">
          <p>{trouble}</p>
        </Notice>
      )}
      <Button variant="default" size="md" loading={state === 'busy'} onClick={() => void again()}>
        Send it again
      </Button>
      <div className="form-links">
        <Anchor component="button" type="button" underline="always" onClick={onStartOver}>
          Use another address
        </Anchor>
      </div>
    </Stack>
  );
}
