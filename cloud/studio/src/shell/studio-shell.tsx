/**
 * What surrounds every page of Studio: mark, navigation, the person's menu, and the place for toasts.
 *
 * Built with plain landmarks and a style sheet, since Mantine's own shell needs inline style elements that the
 * cloud's Content-Security-Policy refuses.
 */
import { Button } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { IconQrcode } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Suspense, useEffect, useRef } from 'react';
import { Link, Outlet } from 'react-router';
import type { Session } from '../api/cloud.ts';
import { addSentences } from '../api/problem-sentences.ts';
import { studioSentences } from '../api/studio-sentences.ts';
import { Wordmark } from '../art/seal.tsx';
import { LiveDevices } from '../live/live-devices.tsx';
import { AccountGate } from '../session/account-gate.tsx';
import { RequireSession } from '../session/require-session.tsx';
import { useMay } from '../session/rights.ts';
import { sessionQuery, useShownAccount } from '../session/session.ts';
import { ShortcutHelp } from './shortcut-help.tsx';
import { StudioNav } from './studio-nav.tsx';
import { toast } from './toast.ts';
import { UserMenu } from './user-menu.tsx';
import './studio-styles.ts';

addSentences(studioSentences);

export function StudioShell() {
  const may = useMay();
  const account = useShownAccount();
  // Another tab may have gone to another account: what stands here must not look like that one's.
  useQuery({ ...sessionQuery, refetchOnWindowFocus: 'always' });
  useTellAccount(account);
  return (
    <RequireSession>
      <ShortcutHelp>
        <a className="skip-link" href="#content">
          Skip to content
        </a>
        <header className="studio-header">
          <div className="studio-header-row">
            <Link to="/devices" className="wordmark-link" aria-label="Signet, your devices">
              <Wordmark />
            </Link>
            <StudioNav />
            <div className="studio-actions">
              {may('device.pair') && (
                <Button
                  className="pair-button"
                  component={Link}
                  to="/pair"
                  size="sm"
                  leftSection={<IconQrcode size={18} stroke={1.8} aria-hidden="true" />}
                >
                  Pair
                </Button>
              )}
              <UserMenu />
            </div>
          </div>
        </header>
        <main className="studio-main" id="content" tabIndex={-1}>
          {/* Another account gets pages of its own: nothing selected or half filled in goes along. */}
          <LiveDevices key={account?.id}>
            <Suspense>
              <AccountGate>
                <Outlet />
              </AccountGate>
            </Suspense>
          </LiveDevices>
        </main>
        <Notifications position="bottom-right" containerWidth={360} limit={3} autoClose={6000} />
      </ShortcutHelp>
    </RequireSession>
  );
}

/** Says so when Studio shows another account than a moment ago, whatever led there. */
function useTellAccount(account: Session['account'] | undefined): void {
  const told = useRef(account?.id);
  useEffect(() => {
    if (account === undefined || account.id === told.current) return;
    if (told.current !== undefined) toast(`You are in ${account.name} now.`);
    told.current = account.id;
  }, [account]);
}
