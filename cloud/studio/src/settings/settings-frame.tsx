/**
 * `/settings`: what surrounds each of its pages, and which of them an address shows.
 *
 * Wide windows have the list of pages beside the page; narrow ones have it at `/settings` alone, and a way back to it
 * above each page, since a row of tabs would hide most of them.
 */
import { Loader } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconChevronLeft } from '@tabler/icons-react';
import { type ComponentType, lazy, Suspense } from 'react';
import { Link, Navigate, Route, Routes } from 'react-router';
import { useMay } from '../session/rights.ts';
import { PageHeading } from '../shell/heading.tsx';
import { NothingHere } from '../shell/nothing-here.tsx';
import { NotAllowed } from './not-allowed.tsx';
import { mayOpen, type SettingsEntry, settingsEntries } from './settings-entries.ts';
import { SettingsList } from './settings-list.tsx';
import './settings.css';

/** As in settings.css. */
const wideWindow = '(min-width: 900px)';

const pages = settingsEntries.map((entry) => ({ entry, Page: lazyPage(entry) }));

export function SettingsFrame() {
  const may = useMay();
  const isWide = useMediaQuery(wideWindow, undefined, { getInitialValueInEffect: false });
  const shown = settingsEntries.filter((entry) => mayOpen(entry, may));
  const [first] = shown;
  return (
    <Routes>
      <Route
        index
        element={
          isWide && first !== undefined ? (
            <Navigate to={first.path} replace />
          ) : (
            <>
              <div className="page-head">
                <PageHeading>Settings</PageHeading>
              </div>
              <SettingsList entries={shown} />
            </>
          )
        }
      />
      {pages.map(({ entry, Page }) => (
        <Route
          key={entry.path}
          path={`${entry.path}/*`}
          element={
            <div className="settings">
              <div className="settings-side">
                <SettingsList entries={shown} />
              </div>
              <div className="settings-page">
                <Link className="settings-back" to="/settings">
                  <IconChevronLeft size={18} stroke={1.8} aria-hidden="true" />
                  Settings
                </Link>
                <Suspense
                  fallback={<Loader className="settings-loading" role="status" aria-label="Loading" />}
                >
                  {mayOpen(entry, may) ? <Page /> : <NotAllowed title={entry.title} />}
                </Suspense>
              </div>
            </div>
          }
        />
      ))}
      <Route
        path="*"
        element={
          <NothingHere
            title="There is nothing at this address"
            advice="The link may be older than the page. Everything that can be set is under Settings."
          />
        }
      />
    </Routes>
  );
}

function lazyPage({ load }: SettingsEntry): ComponentType {
  return lazy(async () => ({ default: await load() }));
}
