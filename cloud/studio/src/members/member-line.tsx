/** One member: who they are, what they may do, and what can be done about it. */
import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconLogout, IconUserMinus } from '@tabler/icons-react';
import type { Member } from '../api/members.ts';
import { Avatar } from '../shell/avatar.tsx';
import { When } from '../shell/when.tsx';
import { calledOf, titleOf } from './member-words.ts';
import { RoleMenu } from './role-menu.tsx';

interface MemberLineProps {
  member: Member;
  isYou: boolean;
  isLastAdmin: boolean;
  mayManage: boolean;
  onRole(role: Member['role']): void;
  onRemove(): void;
  onLeave(): void;
}

export function MemberLine(props: MemberLineProps) {
  const { member, isYou, isLastAdmin, mayManage, onRole, onRemove, onLeave } = props;
  return (
    <li>
      <Avatar name={calledOf(member)} />
      <div className="person">
        <strong>
          {calledOf(member)}
          {isYou && <span className="dim"> (you)</span>}
        </strong>
        {member.name.trim() !== '' && <span className="dim">{member.email}</span>}
        <span className="dim">
          Joined <When at={member.joinedAt} />
        </span>
      </div>
      <div className="person-actions">
        {mayManage ? (
          <RoleMenu member={member} isLastAdmin={isLastAdmin} onChange={onRole} />
        ) : (
          <span className="role">{titleOf(member.role)}</span>
        )}
        {(mayManage || isYou) && (
          <Menu
            position="bottom-end"
            width={200}
            shadow="md"
            radius="md"
            withinPortal
            withInitialFocusPlaceholder={false}
          >
            <Menu.Target>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={40}
                aria-label={`Actions for ${calledOf(member)}`}
              >
                <IconDots size={20} stroke={1.8} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {isYou ? (
                <Menu.Item
                  className="menu-danger"
                  leftSection={<IconLogout size={16} stroke={1.8} />}
                  onClick={onLeave}
                >
                  Leave the account
                </Menu.Item>
              ) : (
                <Menu.Item
                  className="menu-danger"
                  leftSection={<IconUserMinus size={16} stroke={1.8} />}
                  onClick={onRemove}
                >
                  Remove
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
    </li>
  );
}
