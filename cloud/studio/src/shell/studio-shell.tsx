/**
 * What surrounds every page of Studio: mark, navigation, the person's menu, and the place for toasts.
 *
 * Built with plain landmarks and a style sheet, since Mantine's own shell needs inline style elements that the
 * cloud's Content-Security-Policy refuses.
 */
import { Notifications } from '@mantine/notifications';
import { IconDeviceDesktop, IconQrcode } from '@tabler/icons-react';
import { Suspense } from 'react';
import { Link, NavLink, Outlet } from 'react-router';
import { Wordmark } from '../art/seal.tsx';
import { LiveDevices } from '../live/live-devices.tsx';
import { RequireSession } from '../session/require-session.tsx';
import { UserMenu } from './user-menu.tsx';
import './studio-styles.ts';

export function StudioShell() {
  return (
    <RequireSession>
      <a className="skip-link" href="#content">
        Skip to content
      </a>
      <header className="studio-header">
        <div className="studio-header-row">
          <Link to="/devices" className="wordmark-link" aria-label="Signet, your devices">
            <Wordmark />
          </Link>
          <nav className="studio-nav" aria-label="Studio">
            <NavLink to="/devices">
              <IconDeviceDesktop size={18} stroke={1.8} aria-hidden="true" />
              <span>Devices</span>
            </NavLink>
            <NavLink to="/pair">
              <IconQrcode size={18} stroke={1.8} aria-hidden="true" />
              <span>Pair</span>
            </NavLink>
          </nav>
          <UserMenu />
        </div>
      </header>
      <main className="studio-main" id="content" tabIndex={-1}>
        <LiveDevices>
          <Suspense>
            <Outlet />
          </Suspense>
        </LiveDevices>
      </main>
      <Notifications position="bottom-right" containerWidth={360} limit={3} autoClose={6000} />
    </RequireSession>
  );
}
