/**
 * Screens to look at: every kind in its ordinary forms, and with texts as long and as odd as they can get.
 *
 * For tests, golden pictures and the bench; nothing that runs on a device imports it.
 */
import type { DeviceLabels, Link, Screen, Trouble } from './screen.ts';
import { enrolRefusals, troubles, unboundReasons } from './troubles.ts';

export const device: DeviceLabels = { model: 'Node Pro', serial: 'NP-24-001873', version: '0.1.0' };

/** A pairing screen, as a device shows it. */
export const pairing = {
  kind: 'pairing',
  device,
  url: 'HTTPS://SIGNET.EXAMPLE/P/MFRGGZDFMZTWQ2LKNNWG23TPOB',
  code: 'K7QM-3XHT',
  shortUrl: 'signet.example/pair',
  link: { state: 'online' },
  banner: null,
} as const satisfies Screen;

const longName = 'Nordseite, Erdgeschoß links neben dem großen Aufzug – Süßwarenabteilung '
  .repeat(3)
  .slice(0, 200);
const oddName = `🍰 Café «Ωmega»\u202e 日本橋店\u0000 👨‍👩‍👧‍👦 <b>&amp;</b> Zálǵo\u0301\u0327\u0301 ${'W'.repeat(60)}`;
const longLabels: DeviceLabels = {
  model: 'Industrial Panel PC with Extended Temperature Range, Second Edition',
  serial: 'ABCDEFGH-IJKLMNOP-QRSTUVWX-0123456789-0123456789',
  version: '12.34.56-rc.7+build.20261123.deadbeef',
};

const allTroubles = Object.keys(troubles) as Trouble[];
const allReasons = Object.keys(unboundReasons) as (keyof typeof unboundReasons)[];
const allRefusals = Object.keys(enrolRefusals) as (keyof typeof enrolRefusals)[];
const offline = (trouble: Trouble): Link => ({ state: 'offline', trouble });

/** Every kind in its ordinary forms; the names are those of the golden pictures. */
export const ordinary: Readonly<Record<string, Screen>> = {
  starting: { kind: 'starting', device },
  'no-network': {
    kind: 'no-network',
    device,
    trouble: 'no-link',
    interfaces: [
      { name: 'enp1s0', carrier: false, addresses: [] },
      { name: 'enp2s0', carrier: true, addresses: ['192.168.20.41', 'fe80::5054:ff:fe12:3456'] },
      { name: 'wlan0', carrier: null, addresses: [] },
    ],
  },
  connecting: {
    kind: 'connecting',
    device,
    cloud: 'signet.example',
    addresses: ['192.168.20.41'],
    trouble: null,
    nextTry: { state: 'now' },
  },
  'connecting-later': {
    kind: 'connecting',
    device,
    cloud: 'signet.example',
    addresses: ['192.168.20.41'],
    trouble: 'timed-out',
    nextTry: { state: 'waiting', inSeconds: 12 },
  },
  pairing,
  'pairing-connecting': { ...pairing, link: { state: 'connecting' } },
  'pairing-offline': { ...pairing, link: offline('no-link') },
  'pairing-unbound': { ...pairing, banner: { kind: 'unbound', reason: 'removed' } },
  'pairing-worst': {
    ...pairing,
    link: offline('sign-on-refused'),
    banner: { kind: 'database-rebuilt' },
  },
  'pairing-storage-full': { ...pairing, banner: { kind: 'storage-full' } },
  'pairing-enrolling': { ...pairing, banner: { kind: 'enrolling' } },
  'pairing-enrol-refused': { ...pairing, banner: { kind: 'enrol-refused', reason: 'revoked', again: false } },
  unpaired: { kind: 'unpaired', device, reason: 'replaced', link: { state: 'online' } },
  loading: {
    kind: 'loading',
    device,
    account: 'Konditorei Lindner',
    name: 'Window, left',
    ready: 3,
    total: 8,
    link: { state: 'online' },
  },
  'loading-storage-full': {
    kind: 'loading',
    device,
    account: 'Konditorei Lindner',
    name: 'Window, left',
    ready: 3,
    total: 8,
    link: { state: 'online' },
    storageFull: true,
  },
  'loading-nothing': {
    kind: 'loading',
    device,
    account: 'Konditorei Lindner',
    name: 'Window, left',
    ready: 0,
    total: 0,
    link: { state: 'online' },
  },
  playing: {
    kind: 'playing',
    device,
    account: 'Konditorei Lindner',
    name: 'Window, left',
    playlist: 'Welcome',
  },
  error: {
    kind: 'error',
    device,
    code: 'key-unreadable',
    title: 'The device key cannot be read',
    detail: 'The file that holds this device’s key is there, but it is damaged.',
    action: 'Reset the device to its factory state, then pair it again.',
  },
  'error-config': {
    kind: 'error',
    device,
    code: 'config-invalid',
    title: 'The configuration has a mistake',
    detail: 'signet.json (on the boot partition), line 3: “cloud” must begin with https://.',
    action:
      'Correct it where it was written, then restart the device. A file that is corrected while this is shown is taken within seconds.',
  },
  'player-failing': {
    kind: 'error',
    device,
    code: 'player-failing',
    title: 'The player keeps stopping',
    detail: 'What “Window, left” is to play is here, but playing it failed 5 times in a row.',
    action: 'It tries again by itself every 5 minutes. If this stays, restart the device.',
  },
};

/** Texts as long and as odd as the wire contract lets them be. */
export const extreme: Readonly<Record<string, Screen>> = {
  'no-network with twelve interfaces': {
    kind: 'no-network',
    device: longLabels,
    trouble: 'no-address',
    interfaces: Array.from({ length: 12 }, (_, index) => ({
      name: `enx00e04c68000${index}`,
      carrier: index % 3 === 0 ? null : index % 2 === 0,
      addresses: Array.from({ length: index }, (_, n) => `2001:db8:85a3:8d3:1319:8a2e:370:${7344 + n}`),
    })),
  },
  'connecting with a long cloud name': {
    kind: 'connecting',
    device: longLabels,
    cloud: `${'a-very-long-label.'.repeat(6)}signet.example:8443`,
    addresses: ['2001:db8:85a3:8d3:1319:8a2e:370:7344', '192.168.200.141', '10.0.0.1'],
    trouble: 'not-a-cloud',
    nextTry: { state: 'waiting', inSeconds: 3599 },
  },
  'pairing with a long host': {
    ...pairing,
    device: longLabels,
    url: `HTTPS://${'A-LONG-LABEL.'.repeat(8)}SIGNET.EXAMPLE/P/MFRGGZDFMZTWQ2LKNNWG23TPOB`,
    code: 'WWWW-MMMM',
    shortUrl: `${'a-long-label.'.repeat(8)}signet.example/pair`,
    link: offline('refused'),
    banner: { kind: 'unbound', reason: 'offline-expired' },
  },
  'pairing with the longest url': {
    ...pairing,
    url: `HTTPS://${'X'.repeat(216)}/P/MFRGGZDFMZTWQ2LKNNWG23TPOB`.slice(0, 256),
  },
  'loading with long names': {
    kind: 'loading',
    device: longLabels,
    account: longName,
    name: longName,
    ready: 123,
    total: 4567,
    link: offline('sign-on-refused'),
  },
  'loading with odd names': {
    kind: 'loading',
    device,
    account: oddName,
    name: oddName,
    ready: 8,
    total: 8,
    link: { state: 'connecting' },
  },
  'loading with empty names': {
    kind: 'loading',
    device: { model: '', serial: '', version: '' },
    account: '',
    name: '',
    ready: 0,
    total: 3,
    link: { state: 'online' },
  },
  'playing with long names': {
    kind: 'playing',
    device: longLabels,
    account: longName,
    name: 'W'.repeat(200),
    playlist: longName,
  },
  'error with a long story': {
    kind: 'error',
    device: longLabels,
    code: 'a-rather-long-but-still-stable-error-code',
    title: 'Something happened for which there is no short name at all',
    detail: 'It went on and on. '.repeat(15),
    action: 'Do one thing after the other, in this order, and look what happens. '.repeat(4),
  },
};

/** The pairing screen in every state of its link and with every banner. */
export const pairings: Readonly<Record<string, Extract<Screen, { kind: 'pairing' }>>> = Object.fromEntries([
  ['online', pairing],
  ['connecting', { ...pairing, link: { state: 'connecting' } }],
  ...allTroubles.map((trouble) => [`offline: ${trouble}`, { ...pairing, link: offline(trouble) }]),
  ...allReasons.map((reason) => [`unbound: ${reason}`, { ...pairing, banner: { kind: 'unbound', reason } }]),
  ...allRefusals.map((reason) => [
    `enrolment refused: ${reason}`,
    { ...pairing, banner: { kind: 'enrol-refused', reason, again: reason === 'too-many-tries' } },
  ]),
  ...allReasons.map((reason) => [
    `offline and unbound: ${reason}`,
    { ...pairing, link: offline('not-a-cloud'), banner: { kind: 'unbound', reason } },
  ]),
]);

/** Every trouble and reason on the screens that tell of them. */
export const tellings: Readonly<Record<string, Screen>> = Object.fromEntries([
  ...allTroubles.flatMap((trouble) => [
    [
      `unpaired while ${trouble}`,
      { kind: 'unpaired', device, reason: 'account-closed', link: offline(trouble) },
    ],
    [
      `connecting after ${trouble}`,
      {
        kind: 'connecting',
        device,
        cloud: 'signet.example',
        addresses: ['192.168.20.41'],
        trouble,
        nextTry: { state: 'waiting', inSeconds: 1 },
      },
    ],
  ]),
  ...allReasons.map((reason) => [
    `unpaired: ${reason}`,
    { kind: 'unpaired', device, reason, link: { state: 'online' } },
  ]),
]);
