/** The person's accounts in their menu: which one Studio shows, and a press to each other. */
import { Menu } from '@mantine/core';
import { Link } from 'react-router';
import type { Session } from '../api/cloud.ts';
import { useSwitchAccount } from './use-switch-account.ts';

/** More would push the way out off a phone; all of them are under Settings. */
const mostListed = 6;

export function AccountItems({ session }: { session: Session }) {
  const switchTo = useSwitchAccount();
  const { account, accounts } = session;
  if (accounts.length < 2) return null;
  const others = accounts.filter(({ id }) => id !== account.id);
  const listed = [account, ...others].slice(0, mostListed);
  return (
    <>
      <Menu.Label>Accounts</Menu.Label>
      <Menu.RadioGroup value={account.id} onChange={(id) => id !== account.id && void switchTo(id)}>
        {listed.map(({ id, name }) => (
          <Menu.RadioItem key={id} value={id} closeMenuOnClick className="menu-account">
            {name}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      {accounts.length > listed.length && (
        <Menu.Item component={Link} to="/settings/accounts">
          All {accounts.length} accounts
        </Menu.Item>
      )}
      <Menu.Divider />
    </>
  );
}
