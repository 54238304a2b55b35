/**
 * Right after pairing by a typed code: what the screen is doing, and the way back if it is the wrong one.
 *
 * Travels in the history entry, so that a reload keeps it and a bookmark does not. Whether undoing is still
 * possible is for the cloud to say.
 */
import { Button, Group } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation, useNavigate } from 'react-router';
import { type Device, undoPairing } from '../api/cloud.ts';
import { asProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { Notice } from '../shell/notice.tsx';
import { toast } from '../shell/toast.ts';
import { listsKey, surveyKey } from './device-keys.ts';
import { LiveStatus } from './live-status.tsx';

/** What the page that paired the device leaves in the history entry. */
export const justPairedState = { justPaired: true } as const;

export function JustPaired({ device }: { device: Device }) {
  const { state, pathname } = useLocation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const undo = useMutation({
    mutationFn: () => undoPairing(device.id),
    onSuccess: async () => {
      await navigate('/devices', { replace: true });
      for (const queryKey of [listsKey, surveyKey]) void queries.invalidateQueries({ queryKey });
      toast(`Undone: ${device.name} is no longer in your account.`);
    },
  });
  if (!isJustPaired(state)) return null;
  const trouble = undo.isError ? sentencesFor(asProblem(undo.error)) : null;
  return (
    <Notice tone="good" title={`${device.name} is paired`}>
      <LiveStatus device={device} />
      {trouble !== null && (
        <div role="alert">
          <strong>{trouble.title}.</strong> {trouble.advice}
        </div>
      )}
      <Group gap="sm" mt="sm">
        <Button variant="default" size="sm" loading={undo.isPending} onClick={() => undo.mutate()}>
          Not this screen? Undo
        </Button>
        <Button
          variant="subtle"
          size="sm"
          onClick={() => void navigate(pathname, { replace: true, state: null })}
        >
          It is right
        </Button>
      </Group>
    </Notice>
  );
}

function isJustPaired(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'justPaired' in state && state.justPaired === true;
}
