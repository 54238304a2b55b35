/** Which of several accounts gets the screen; nothing where there is nothing to choose. */
import { Radio, Stack } from '@mantine/core';
import type { Session } from '../api/cloud.ts';

interface AccountChoiceProps {
  accounts: Session['accounts'];
  value: string;
  onChange(accountId: string): void;
}

export function AccountChoice({ accounts, value, onChange }: AccountChoiceProps) {
  if (accounts.length < 2) return null;
  return (
    <Radio.Group label="It goes to" value={value} onChange={onChange}>
      <Stack gap="sm" mt="xs">
        {accounts.map(({ id, name }) => (
          <Radio key={id} value={id} label={name} size="md" />
        ))}
      </Stack>
    </Radio.Group>
  );
}
