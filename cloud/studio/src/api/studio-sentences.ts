/**
 * The sentences for what can go wrong in Studio alone; the rest, and the rules for both, are in `problem-sentences.ts`.
 *
 * Apart, because a phone that scans a code loads everything that it might have to say, and never says these.
 */
import type { Sentences } from './problem-sentences.ts';

export const studioSentences = {
  'unknown-provisioning-token': {
    title: 'There is no such token',
    advice: 'It may belong to another account.',
    worthRetrying: false,
  },
  'too-many-provisioning-tokens': {
    title: 'The account has as many tokens as it may',
    advice: 'Revoke one that is no longer used.',
    worthRetrying: false,
  },
  'provisioning-token-revoked': {
    title: 'This token was revoked',
    advice: 'It has ended for good. Make another one.',
    worthRetrying: false,
  },
  'unknown-media': {
    title: 'This file is gone',
    advice: 'Somebody has deleted it. Choose another, or upload it again.',
    worthRetrying: false,
  },
  'unsupported-media': {
    title: 'Screens cannot play this file',
    advice:
      'Pictures may be PNG, JPEG, GIF, WebP, AVIF or SVG; films MP4 or WebM with H.264, VP8, VP9 or AV1.',
    worthRetrying: false,
  },
  'media-in-use': {
    title: 'A playlist shows this file',
    advice: 'Take it out of the playlist first.',
    worthRetrying: false,
  },
  'media-quota-reached': {
    title: 'Your account has as much media as it may',
    advice: 'Delete files that no playlist shows, or ask for more room.',
    worthRetrying: true,
  },
  'too-many-files': {
    title: 'Your account has as many files as it may',
    advice: 'Delete files that no playlist shows.',
    worthRetrying: true,
  },
  'unknown-playlist': {
    title: 'This playlist is gone',
    advice: 'Somebody has deleted it, or it belongs to another of your accounts.',
    worthRetrying: false,
  },
  'playlist-in-use': {
    title: 'This playlist is played',
    advice: 'Choose another one for its devices and tags, and as the default, and then delete it.',
    worthRetrying: false,
  },
  'playlist-changed': {
    title: 'Somebody else has changed this playlist',
    advice: 'Look at it as it is now, and change it again.',
    worthRetrying: false,
  },
  'playlist-too-long': {
    title: 'The playlist is too long for a screen',
    advice: 'Leave out some items, or shorten addresses and names.',
    worthRetrying: false,
  },
  'too-many-playlists': {
    title: 'Your account has as many playlists as it may',
    advice: 'Delete one that nobody plays.',
    worthRetrying: true,
  },
} as const satisfies Record<string, Sentences>;

export type StudioCode = keyof typeof studioSentences;
