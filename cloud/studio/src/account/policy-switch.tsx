/** One rule that is on or off: what it means, and the switch, which takes effect at once. */
import { Switch } from '@mantine/core';
import type { ReactNode } from 'react';
import { asProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { Notice } from '../shell/notice.tsx';
import { usePolicyChange } from './use-policy-change.ts';

interface PolicySwitchProps {
  name: 'alwaysConfirm' | 'mfaRequired' | 'deletionLock';
  isOn: boolean;
  title: string;
  /** Said once it is on, and once it is off. */
  done: { on: string; off: string };
  /** The way out of a refusal. */
  help?: ReactNode;
  children: ReactNode;
}

export function PolicySwitch({ name, isOn, title, done, help, children }: PolicySwitchProps) {
  const change = usePolicyChange();
  const shown = change.isPending ? change.variables.change[name] === true : isOn;
  const trouble = change.isError ? sentencesFor(asProblem(change.error)) : null;
  return (
    <section className="card policy">
      <Switch
        size="md"
        labelPosition="left"
        label={title}
        description={children}
        checked={shown}
        onChange={({ currentTarget: { checked } }) => {
          if (change.isPending) return;
          change.mutate({
            change: { [name]: checked },
            back: { [name]: !checked },
            done: checked ? done.on : done.off,
          });
        }}
      />
      {trouble !== null && (
        <Notice tone="bad" live="alert" title={trouble.title}>
          <p>{trouble.advice}</p>
          {help}
        </Notice>
      )}
    </section>
  );
}
