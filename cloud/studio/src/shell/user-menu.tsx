/** Who is signed in, in which account; colours; the way out. */
import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconChevronDown, IconKeyboard, IconLogout, IconShieldLock } from '@tabler/icons-react';
import { Link } from 'react-router';
import { signOut } from '../session/auth.ts';
import { useSession } from '../session/session.ts';
import { AccountItems } from './account-items.tsx';
import { Avatar } from './avatar.tsx';
import { useOpenShortcutHelp } from './shortcut-help.tsx';
import { toast } from './toast.ts';

const schemes = [
  { value: 'auto', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

export function UserMenu() {
  const { data: session } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const openShortcutHelp = useOpenShortcutHelp();
  if (!session) return null;

  async function leave() {
    // A load of the page, not a step within it: nothing of this person stays in memory.
    if ((await signOut()).outcome === 'ok') window.location.assign('/sign-in');
    else toast('The cloud did not answer, so you are still signed in.', 'bad');
  }

  return (
    <Menu
      position="bottom-end"
      width={260}
      shadow="md"
      radius="md"
      withinPortal={false}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <UnstyledButton className="user-button" aria-label={`${session.account.name}: your menu`}>
          <Avatar name={session.user.name} />
          <span className="user-account">{session.account.name}</span>
          <IconChevronDown size={16} stroke={1.8} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className="user-dropdown">
        <div className="menu-who">
          <strong>{session.user.name}</strong>
          <span>{session.user.email}</span>
          {/* An account that was made with its first user has that user's name. */}
          {session.accounts.length === 1 && session.account.name !== session.user.name && (
            <span>{session.account.name}</span>
          )}
        </div>
        <Menu.Divider />
        <AccountItems session={session} />
        <Menu.Label>Colours</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(next) => setColorScheme(schemeOf(next))}>
          {schemes.map(({ value, label }) => (
            <Menu.RadioItem key={value} value={value}>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item
          component={Link}
          to="/settings/security"
          leftSection={<IconShieldLock size={16} stroke={1.8} />}
        >
          Security
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} stroke={1.8} />} onClick={openShortcutHelp}>
          Keyboard shortcuts
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.8} />} onClick={() => void leave()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function schemeOf(value: string) {
  return schemes.find((scheme) => scheme.value === value)?.value ?? 'auto';
}
