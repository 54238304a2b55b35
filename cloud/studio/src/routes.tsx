/**
 * Which address shows which page.
 *
 * The pages that a person meets first, phone in hand or signed out, come with the first load, so that a scan
 * costs one trip to the cloud and not two; everything of Studio is loaded when it is first needed.
 */
import { Loader } from '@mantine/core';
import { type ComponentType, lazy, Suspense } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import {
  loadDevice,
  loadDevices,
  loadHealth,
  loadInvitation,
  loadMedia,
  loadPair,
  loadPlaylist,
  loadPlaylists,
  loadProvisioning,
  loadSettings,
  loadShell,
  loadToken,
} from './pages.ts';
import { PhonePage } from './phone/phone-page.tsx';
import { ConfirmAddressPage, ForgotPasswordPage, ResetPasswordPage } from './session/mail-pages.tsx';
import { SignInPage } from './session/sign-in-page.tsx';
import { NotFoundPage } from './shell/not-found-page.tsx';

const StudioShell = page(loadShell);
const DevicesPage = page(loadDevices);
const DevicePage = page(loadDevice);
const HealthPage = page(loadHealth);
const PlaylistsPage = page(loadPlaylists);
const PlaylistPage = page(loadPlaylist);
const MediaPage = page(loadMedia);
const ProvisioningPage = page(loadProvisioning);
const TokenPage = page(loadToken);
const SettingsFrame = page(loadSettings);
const PairPage = page(loadPair);
const InvitationPage = page(loadInvitation);

export function StudioRoutes() {
  return (
    <Suspense fallback={<Loader className="first-load" role="status" aria-label="Loading" />}>
      <Routes>
        {/* Matches /P/ as well, as QR codes have it: addresses ignore case here. */}
        <Route path="/p/:pairingId" element={<PhonePage />} />
        <Route path="/sign-in" element={<SignInPage />} />
        <Route path="/confirm-address" element={<ConfirmAddressPage />} />
        <Route path="/forgot-password" element={<ForgotPasswordPage />} />
        <Route path="/reset-password" element={<ResetPasswordPage />} />
        <Route path="/invitation/:id" element={<InvitationPage />} />
        <Route path="/" element={<Navigate to="/devices" replace />} />
        <Route element={<StudioShell />}>
          <Route path="/devices" element={<DevicesPage />} />
          <Route path="/devices/:deviceId" element={<DevicePage />} />
          <Route path="/health" element={<HealthPage />} />
          <Route path="/playlists" element={<PlaylistsPage />} />
          <Route path="/playlists/:playlistId" element={<PlaylistPage />} />
          <Route path="/media" element={<MediaPage />} />
          <Route path="/pair" element={<PairPage />} />
          <Route path="/provisioning" element={<ProvisioningPage />} />
          <Route path="/provisioning/:tokenId" element={<TokenPage />} />
          <Route path="/settings/*" element={<SettingsFrame />} />
          <Route path="/security" element={<Navigate to="/settings/security" replace />} />
        </Route>
        <Route path="*" element={<NotFoundPage />} />
      </Routes>
    </Suspense>
  );
}

function page(load: () => Promise<ComponentType>) {
  return lazy(async () => ({ default: await load() }));
}
