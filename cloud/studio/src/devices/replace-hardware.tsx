/**
 * "Replace hardware": other hardware takes this device's place, by the code that it shows.
 *
 * The name, the place, the tags and what it plays stay; the broken one shows a pairing code when it is back.
 */
import { Button, Modal, Stack } from '@mantine/core';
import { readPairingCode } from '@signet/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { claimPairing, type Device } from '../api/cloud.ts';
import { asProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { PairingCodeInput } from '../pair/pairing-code-input.tsx';
import { useSession } from '../session/session.ts';
import { Notice } from '../shell/notice.tsx';
import { useReturnFocus } from '../shell/return-focus.ts';
import { toast } from '../shell/toast.ts';
import { deviceKey, listsKey, surveyKey } from './device-keys.ts';
import { justPairedState } from './just-paired.tsx';
import '../pair/pair.css';

export function ReplaceHardware({ device }: { device: Device }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <section className="card" aria-labelledby="replace">
      <h2 id="replace">Replace</h2>
      <p className="dim">
        Broken, or another model? New hardware takes over its name, location, tags and history.
      </p>
      <Button variant="default" size="md" mt="md" onClick={() => setIsOpen(true)}>
        Replace hardware
      </Button>
      {isOpen && <ReplaceDialog device={device} onClose={() => setIsOpen(false)} />}
    </section>
  );
}

function ReplaceDialog({ device, onClose }: { device: Device; onClose(): void }) {
  useReturnFocus();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { data: session } = useSession();
  const [code, setCode] = useState('');
  const [objection, setObjection] = useState<string | null>(null);
  const replace = useMutation({
    mutationFn: () =>
      claimPairing({
        ...{ code, replaces: device.id },
        ...(session == null ? {} : { accountId: session.account.id }),
      }),
    // The same claim by the same person gets the same answer, so a lost reply is worth one more try.
    retry: (failures, thrown) => failures < 1 && asProblem(thrown).code === 'unreachable',
    retryDelay: 1_500,
    onSuccess: async ({ device: taken }) => {
      queries.setQueryData(deviceKey(taken.id), taken);
      for (const queryKey of [listsKey, surveyKey]) void queries.invalidateQueries({ queryKey });
      onClose();
      await navigate(`/devices/${encodeURIComponent(taken.id)}`, { state: justPairedState });
      toast(`${taken.name} has new hardware.`);
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    const reading = readPairingCode(code);
    setObjection(reading.ok ? null : reading.detail);
    if (reading.ok && !replace.isPending) replace.mutate();
  }

  const trouble = replace.isError ? sentencesFor(asProblem(replace.error)) : null;
  return (
    <Modal opened onClose={onClose} title={`Replace ${device.name}`}>
      <form noValidate onSubmit={submit}>
        <Stack gap="md">
          <p className="dialog-lead">
            Connect the new hardware and power it on. It shows a pairing code: type that here. The old one is
            let go, and shows a pairing code of its own when it is back.
          </p>
          <PairingCodeInput value={code} onChange={setCode} error={objection} />
          {trouble !== null && (
            <Notice tone="bad" live="alert" title={trouble.title}>
              <p>{trouble.advice}</p>
            </Notice>
          )}
        </Stack>
        <div className="dialog-actions">
          <Button variant="default" size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" size="md" loading={replace.isPending}>
            Replace
          </Button>
        </div>
      </form>
    </Modal>
  );
}
