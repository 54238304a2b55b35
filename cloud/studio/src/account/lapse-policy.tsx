/**
 * How long a screen may stay away before it has to be paired again.
 *
 * Where that would let screens go right away it is asked first, with their number: that cannot be undone.
 */
import { Button, Modal, NativeSelect } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type Policies, readPolicies } from '../api/account.ts';
import { asProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { Notice } from '../shell/notice.tsx';
import { effectiveDays, type LapseDays, lapseChoices, lapseOf, lapseWords, screens } from './lapse-words.ts';
import { usePolicyChange } from './use-policy-change.ts';

export function LapsePolicy({ policies }: { policies: Policies }) {
  const { lapseDays, cloudLapseDays } = policies;
  const change = usePolicyChange();
  /** Asks what a choice would mean; does it at once where it means nothing yet. */
  const look = useMutation({
    mutationFn: async (days: LapseDays) => {
      const { awayLonger } = await readPolicies(Math.ceil(effectiveDays(days, cloudLapseDays)));
      return awayLonger;
    },
    onSuccess: (awayLonger, days) => {
      if (awayLonger === 0) set(days, true);
    },
  });

  function set(days: LapseDays, canBeUndone: boolean) {
    const words = lapseWords(effectiveDays(days, cloudLapseDays));
    change.mutate(
      {
        change: { lapseDays: days },
        back: canBeUndone ? { lapseDays } : null,
        done: days === 0 ? 'Screens may stay away for ever.' : `Screens may stay away for ${words} now.`,
      },
      { onSettled: () => look.reset() },
    );
  }

  const chosen = look.variables ?? (change.isPending ? change.variables.change.lapseDays : undefined);
  const wanted = look.isIdle && !change.isPending ? lapseDays : (chosen ?? null);
  const asks = look.data !== undefined && look.data > 0 && !change.isPending;
  const failed = look.error ?? change.error;
  const trouble = failed === null ? null : sentencesFor(asProblem(failed));
  return (
    <section className="card policy">
      <NativeSelect
        className="policy-select"
        size="md"
        label="How long a screen may stay away"
        description="One that was offline for longer has to be paired again: it may be in a shop that is not yours any more. Until it is back it plays on from its memory. Screens that were provisioned are never let go."
        inputWrapperOrder={['label', 'description', 'input']}
        data={[...lapseChoices(lapseDays, cloudLapseDays)]}
        value={wanted === null ? '' : String(wanted)}
        onChange={({ currentTarget: { value } }) => {
          if (!look.isPending && !change.isPending) look.mutate(lapseOf(value));
        }}
      />
      {trouble !== null && (
        <Notice tone="bad" live="alert" title={trouble.title}>
          <p>{trouble.advice}</p>
        </Notice>
      )}
      {asks && look.variables !== undefined && (
        <Modal opened onClose={() => look.reset()} title={`Let ${screens(look.data)} go?`}>
          <p className="dialog-lead">
            {screens(look.data)} {look.data === 1 ? 'has' : 'have'} been away for longer than that. Within the
            hour
            {look.data === 1 ? ' it leaves' : ' they leave'} the list, with name, location and tags, and
            {look.data === 1 ? ' has' : ' have'} to be paired again.
          </p>
          <div className="dialog-actions">
            <Button variant="default" size="md" data-autofocus onClick={() => look.reset()}>
              Leave it as it is
            </Button>
            <Button className="danger" size="md" onClick={() => set(look.variables, false)}>
              Let {look.data === 1 ? 'it' : 'them'} go
            </Button>
          </div>
        </Modal>
      )}
    </section>
  );
}
