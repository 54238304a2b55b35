/** The pages that are not part of the first load, and how each is loaded. */
export const loadShell = async () => (await import('./shell/studio-shell.tsx')).StudioShell;
export const loadDevices = async () => (await import('./devices/devices-page.tsx')).DevicesPage;
export const loadDevice = async () => (await import('./devices/device-page.tsx')).DevicePage;
export const loadHealth = async () => (await import('./health/health-page.tsx')).HealthPage;
export const loadPlaylists = async () => (await import('./content/playlists-page.tsx')).PlaylistsPage;
export const loadPlaylist = async () => (await import('./content/playlist-page.tsx')).PlaylistPage;
export const loadMedia = async () => (await import('./content/media-page.tsx')).MediaPage;
export const loadPair = async () => (await import('./pair/pair-page.tsx')).PairPage;
export const loadProvisioning = async () =>
  (await import('./provisioning/provisioning-page.tsx')).ProvisioningPage;
export const loadToken = async () => (await import('./provisioning/token-page.tsx')).TokenPage;
export const loadSettings = async () => (await import('./settings/settings-frame.tsx')).SettingsFrame;
export const loadInvitation = async () => (await import('./invitation/invitation-page.tsx')).InvitationPage;
