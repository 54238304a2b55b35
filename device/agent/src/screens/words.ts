/**
 * What each screen says, in words and in the order in which they matter; how it looks is decided elsewhere.
 *
 * Every display takes its words from here: the pictures, the terminal, and the text for those who cannot see.
 */
import { printable } from './printable.ts';
import type { Link, NetworkInterface, Screen } from './screen.ts';
import {
  type Explanation,
  explainBanner,
  type Standing,
  standings,
  storageFull,
  troubles,
  unboundReasons,
} from './troubles.ts';

/** One line of a list; `value` may be text that a person chose, of any length. */
export interface Fact {
  label: string;
  value: string;
  standing?: Standing['state'];
}

export interface ScreenWords {
  headline: string;
  /** The headline is a name that a person chose, of any length. */
  headlineIsName: boolean;
  /** Sentences below the headline. */
  sentences: readonly string[];
  /** What to do now, if anything. */
  advice: string | null;
  /** Numbered, where the screen guides through something. */
  steps: readonly string[];
  facts: readonly Fact[];
  /** Something besides that a person should know. */
  notice: Explanation | null;
  /** What stands between the device and the cloud at the moment, where the screen is about something else. */
  trouble: Explanation | null;
  /** Done and all, where something advances. */
  progress: { done: number; total: number } | null;
  network: Standing | null;
  cloud: Standing | null;
  /** Model, serial and version. */
  labels: readonly Fact[];
}

/** What stands above the address and above the code, by the state of the link. */
export const captions: { readonly [key in Link['state']]: { address: string; code: string } } = {
  online: { address: 'Or open this address', code: 'and type the code' },
  connecting: { address: 'Or open this address', code: 'and type the code, which works in a moment' },
  offline: { address: 'Once the cloud is back, scan, or open this address', code: 'and type this same code' },
};

export function wordsOf(screen: Screen): ScreenWords {
  const words = { ...blank, ...own(screen), ...standingsOf(screen), labels: labelsOf(screen) };
  return { ...words, facts: words.facts.filter((fact) => printable(fact.value) !== '') };
}

/** The whole text of a screen, one thing a line, for the terminal's tests and for those who cannot see the picture. */
export function plainText(screen: Screen): string {
  const words = wordsOf(screen);
  const explain = (one: Explanation | null) =>
    one === null ? [] : [`${one.title}.`, one.sentence, one.advice];
  const code =
    screen.kind === 'pairing'
      ? [
          `${captions[screen.link.state].address}: ${screen.shortUrl}`,
          `${captions[screen.link.state].code}: ${screen.code}`,
        ]
      : [];
  return [
    words.headline,
    ...words.sentences,
    ...explain(words.trouble),
    ...(words.advice === null ? [] : [words.advice]),
    ...words.steps.map((step, index) => `${index + 1}. ${step}`),
    ...code,
    ...words.facts.map((fact) => `${fact.label}: ${fact.value}`),
    ...explain(words.notice),
    ...inOneLine([words.network, words.cloud].flatMap((one) => (one === null ? [] : [one.words]))),
    ...inOneLine(words.labels.map((fact) => `${fact.label} ${fact.value}`)),
  ].join('\n');
}

function inOneLine(all: readonly string[]): string[] {
  return all.length === 0 ? [] : [all.join(' · ')];
}

const blank: Omit<ScreenWords, 'headline' | 'labels'> = {
  headlineIsName: false,
  sentences: [],
  advice: null,
  steps: [],
  facts: [],
  notice: null,
  trouble: null,
  progress: null,
  network: null,
  cloud: null,
};

type OwnWords = Partial<ScreenWords> & { headline: string };

function own(screen: Screen): OwnWords {
  switch (screen.kind) {
    case 'starting':
      return { headline: 'Starting', sentences: ['This takes a few seconds.'] };
    case 'no-network':
      return noNetwork(screen);
    case 'connecting':
      return connecting(screen);
    case 'pairing':
      return pairing(screen);
    case 'unpaired': {
      const { title, sentence } = unboundReasons[screen.reason];
      return {
        headline: title,
        sentences: [sentence, 'A new pairing code is on its way.'],
        trouble: troubleOf(screen.link),
      };
    }
    case 'loading':
      return loading(screen);
    case 'playing':
      return {
        headline: nameOf(screen),
        headlineIsName: true,
        sentences: ['Now playing.'],
        facts: [
          { label: 'Playlist', value: screen.playlist },
          { label: 'Account', value: screen.account },
        ],
      };
    case 'error':
      return {
        headline: screen.title,
        sentences: [screen.detail],
        advice: screen.action,
        facts: [{ label: 'Error code', value: screen.code }],
      };
  }
}

/** A panel has one or two; a machine with containers has dozens, which help nobody here. */
const maxInterfaces = 5;

function noNetwork(screen: Extract<Screen, { kind: 'no-network' }>): OwnWords {
  const { title, sentence, advice } = troubles[screen.trouble];
  const facts = screen.interfaces.slice(0, maxInterfaces).map(describeInterface);
  const left = screen.interfaces.length - maxInterfaces;
  if (left > 0) facts.push({ label: 'Others', value: `${left} more` });
  return {
    headline: title,
    sentences: [sentence],
    advice,
    facts: facts.length > 0 ? facts : [{ label: 'Network', value: 'no adapter found', standing: 'trouble' }],
  };
}

function describeInterface(one: NetworkInterface): Fact {
  const link = one.carrier === null ? 'link unknown' : one.carrier ? 'cable connected' : 'no cable';
  const shown = one.addresses.slice(0, 2).join(', ');
  const more = one.addresses.length > 2 ? ` and ${one.addresses.length - 2} more` : '';
  const good = one.carrier !== false && one.addresses.length > 0;
  return {
    label: one.name,
    value: `${link} · ${shown === '' ? 'no address' : shown + more}`,
    standing: good ? 'good' : one.carrier === null ? 'busy' : 'trouble',
  };
}

function connecting(screen: Extract<Screen, { kind: 'connecting' }>): OwnWords {
  const own = screen.addresses.slice(0, 2).join(', ');
  const facts: Fact[] = [
    { label: 'Cloud', value: screen.cloud },
    ...(own === '' ? [] : [{ label: 'This device', value: own }]),
  ];
  if (screen.trouble === null) {
    return { headline: 'Connecting', sentences: ['Looking for the cloud.'], facts };
  }
  const { title, sentence, advice } = troubles[screen.trouble];
  return { headline: title, sentences: [sentence, nextTryWords(screen.nextTry)], advice, facts };
}

function nextTryWords(nextTry: Extract<Screen, { kind: 'connecting' }>['nextTry']): string {
  if (nextTry.state === 'now') return 'Trying again now.';
  const { inSeconds } = nextTry;
  return inSeconds === 1 ? 'Trying again in 1 second.' : `Trying again in ${inSeconds} seconds.`;
}

function pairing(screen: Extract<Screen, { kind: 'pairing' }>): OwnWords {
  const notice = screen.banner === null ? null : explainBanner(screen.banner);
  if (screen.link.state !== 'offline') {
    return {
      headline: 'Pair this screen',
      steps: [
        'Point your phone’s camera at the square',
        'Sign in, or create an account',
        'Done: your screen starts by itself',
      ],
      notice,
    };
  }
  return {
    headline: 'This code cannot be used right now',
    trouble: troubles[screen.link.trouble],
    notice,
  };
}

function loading(screen: Extract<Screen, { kind: 'loading' }>): OwnWords {
  const { ready, total } = screen;
  const facts = [{ label: 'Account', value: screen.account }];
  const common = { headline: nameOf(screen), headlineIsName: true, facts, trouble: troubleOf(screen.link) };
  if (total === 0) {
    return {
      ...common,
      sentences: ['This screen is paired. Nothing is assigned to it yet.'],
      advice: 'Choose a playlist for it in Signet.',
    };
  }
  return {
    ...common,
    sentences: [
      ready >= total
        ? 'Everything is here. Playing starts in a moment.'
        : `Loading: ${ready} of ${total} ready`,
      ...(screen.storageFull === true && ready < total
        ? [`${storageFull.title}. A shorter playlist may fit.`]
        : []),
    ],
    progress: { done: Math.min(ready, total), total },
  };
}

/** A name may be empty, or consist of nothing that has a shape. */
function nameOf({ name }: { name: string }): string {
  return printable(name) === '' ? 'This screen' : name;
}

function troubleOf(link: Link): Explanation | null {
  return link.state === 'offline' ? troubles[link.trouble] : null;
}

function standingsOf(screen: Screen): Pick<ScreenWords, 'network' | 'cloud'> {
  switch (screen.kind) {
    case 'pairing':
    case 'unpaired':
    case 'loading':
      return standings(screen.link);
    case 'no-network':
      return standings({ state: 'offline', trouble: screen.trouble });
    case 'connecting':
      return standings(
        screen.trouble === null ? { state: 'connecting' } : { state: 'offline', trouble: screen.trouble },
      );
    case 'starting':
    case 'playing':
    case 'error':
      return { network: null, cloud: null };
  }
}

function labelsOf({ device }: Screen): Fact[] {
  return [
    { label: 'Model', value: device.model },
    { label: 'Serial', value: device.serial },
    { label: 'Version', value: device.version },
  ].filter((one) => printable(one.value) !== '');
}
