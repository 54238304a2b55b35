/** The pages of Settings that this person may open, of the account first and then their own. */
import { NavLink } from 'react-router';
import { useSession } from '../session/session.ts';
import type { SettingsEntry } from './settings-entries.ts';

export function SettingsList({ entries }: { entries: readonly SettingsEntry[] }) {
  const { data: session } = useSession();
  const groups = [
    { of: 'account', title: session?.account.name ?? 'Account' },
    { of: 'person', title: 'You' },
  ] as const;
  return (
    <nav className="settings-list" aria-label="Settings">
      {groups.map(({ of, title }) => {
        const own = entries.filter((entry) => entry.of === of);
        return own.length === 0 ? null : (
          <div key={of}>
            <p className="settings-group" id={`settings-of-${of}`}>
              {title}
            </p>
            <ul aria-labelledby={`settings-of-${of}`}>
              {own.map(({ path, title, about, icon: Icon }) => (
                <li key={path}>
                  <NavLink to={`/settings/${path}`}>
                    <Icon size={20} stroke={1.8} aria-hidden="true" />
                    <span>
                      {title}
                      <span className="settings-about">{about}</span>
                    </span>
                  </NavLink>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}
