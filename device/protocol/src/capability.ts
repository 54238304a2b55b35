/**
 * The capability number: what a device of this build understands, as one growing integer.
 *
 * A device sends its number in `hello`; the cloud sends nothing that a device of that number cannot
 * take. The number never goes down and an entry is never edited: devices of every age stay in the field,
 * and this table is how a reader learns what each of them can do.
 */

/** What each number added, with the day on which it was decided. */
export const capabilityHistory = [
  {
    capability: 1,
    date: '2026-11-23',
    adds: 'sign-on by challenge, pairing sessions, binding with desired state by revision, authenticated unbinding, playlists of pictures and pages',
  },
  {
    capability: 2,
    date: '2026-12-01',
    adds: 'enrolment by provisioning token, commands and their results, health, films and web pages, rotation and network settings as desired state',
  },
] as const;

/** The number of this build. */
export const capability: number = capabilityHistory[capabilityHistory.length - 1]?.capability ?? 1;
