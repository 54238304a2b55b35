/**
 * Where Studio's main navigation leads, in this order: one more place is one more line here and one in `routes.tsx`.
 *
 * On phones it is a bar of icons at the bottom that fits six short titles into 360 px; a seventh place belongs below
 * one of the others. A place that leads to nothing yet is not listed.
 */
import {
  type Icon,
  IconDeviceDesktop,
  IconHeartbeat,
  IconPhoto,
  IconPlaylist,
  IconSettings,
  IconTicket,
} from '@tabler/icons-react';
import type { Right } from '../session/rights.ts';

export interface Place {
  /** Also stands for every address below it. */
  path: string;
  /** At most 12 letters. */
  title: string;
  icon: Icon;
  /** Only for whoever may do this, at least to what is their own; everybody otherwise. */
  right?: Right;
}

export const places: readonly Place[] = [
  { path: '/devices', title: 'Devices', icon: IconDeviceDesktop },
  { path: '/playlists', title: 'Playlists', icon: IconPlaylist, right: 'content.see' },
  { path: '/media', title: 'Media', icon: IconPhoto, right: 'content.see' },
  { path: '/provisioning', title: 'Provisioning', icon: IconTicket },
  { path: '/health', title: 'Health', icon: IconHeartbeat },
  { path: '/settings', title: 'Settings', icon: IconSettings },
];
