/** One of the four roles, each with what it is for: nobody should have to guess what an Operator may do. */
import { Radio } from '@mantine/core';
import { isAtLeast, type Role, roles } from '../../../src/identity/rights.ts';
import { roleWords } from '../../../src/identity/role-words.ts';
import './role-choice.css';

interface RoleChoiceProps {
  label: string;
  value: Role | null;
  /** Stronger ones are not offered. */
  atMost?: Role;
  error?: string | null;
  onChange(role: Role): void;
}

export function RoleChoice({ label, value, atMost = 'admin', error = null, onChange }: RoleChoiceProps) {
  return (
    <Radio.Group
      label={label}
      size="md"
      value={value}
      error={error}
      onChange={(next) => {
        const role = roles.find((each) => each === next);
        if (role !== undefined) onChange(role);
      }}
    >
      <div className="role-choice">
        {roles
          .filter((role) => isAtLeast(atMost, role))
          .map((role) => (
            <Radio
              key={role}
              value={role}
              size="md"
              label={roleWords[role].title}
              description={sentence(roleWords[role].does)}
            />
          ))}
      </div>
    </Radio.Group>
  );
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
