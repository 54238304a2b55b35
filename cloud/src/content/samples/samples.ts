/**
 * What a new account plays: its default playlist, from files in this folder.
 *
 * Data only; whoever makes accounts reads the files. Each file is self-contained and fills a panel of any shape.
 */

/** One bundled file and how it plays. */
export interface SampleItem {
  readonly file: URL;
  readonly name: string;
  readonly kind: 'picture' | 'page';
  /** Media type. */
  readonly type: string;
  readonly durationMs: number;
}

export interface SamplePlaylist {
  readonly name: string;
  readonly items: readonly SampleItem[];
}

const picture = (file: string, name: string, durationMs: number): SampleItem => ({
  file: new URL(file, import.meta.url),
  name,
  kind: 'picture',
  type: 'image/svg+xml',
  durationMs,
});

export const samplePlaylist: SamplePlaylist = {
  name: 'Welcome to Signet',
  items: [
    picture('welcome.svg', 'Your screen is live', 12_000),
    picture('dawn-mountains.svg', 'Mountains at dawn', 10_000),
    picture('geometric-city.svg', 'A city of simple shapes', 10_000),
    {
      file: new URL('sky-clock.html', import.meta.url),
      name: 'Sky clock',
      kind: 'page',
      type: 'text/html',
      durationMs: 20_000,
    },
    picture('green-hills.svg', 'Green hills', 10_000),
    picture('night-sea.svg', 'The sea at night', 10_000),
  ],
};
