/**
 * A member's role, and the menu that changes it: at once, with a way back.
 *
 * A menu and no list box: those change with each press of an arrow key, and nobody should be Admin for a moment.
 */
import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { roles } from '../../../src/identity/rights.ts';
import { roleWords } from '../../../src/identity/role-words.ts';
import type { Member } from '../api/members.ts';
import { sentencesForCode } from '../api/problem-sentences.ts';
import { calledOf, titleOf } from './member-words.ts';

interface RoleMenuProps {
  member: Member;
  /** Stays Admin; says why. */
  isLastAdmin: boolean;
  onChange(role: Member['role']): void;
}

export function RoleMenu({ member, isLastAdmin, onChange }: RoleMenuProps) {
  const { title, advice } = sentencesForCode('last-admin');
  return (
    <Menu
      position="bottom-end"
      width={300}
      shadow="md"
      radius="md"
      withinPortal
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <Button
          variant="default"
          size="sm"
          className="role-button"
          rightSection={<IconChevronDown size={16} stroke={1.8} aria-hidden="true" />}
          aria-label={`${titleOf(member.role)}: role of ${calledOf(member)}`}
        >
          {titleOf(member.role)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {isLastAdmin && (
          <Menu.Label className="menu-why">
            {title}. {advice}
          </Menu.Label>
        )}
        <Menu.RadioGroup
          value={member.role}
          onChange={(next) => {
            const role = roles.find((each) => each === next);
            if (role !== undefined && role !== member.role) onChange(role);
          }}
        >
          {roles.map((role) => (
            <Menu.RadioItem
              key={role}
              value={role}
              closeMenuOnClick
              disabled={isLastAdmin && role !== member.role}
            >
              {roleWords[role].title}
              <span className="menu-hint">{roleWords[role].does}</span>
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
