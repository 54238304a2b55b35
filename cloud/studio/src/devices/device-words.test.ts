import t from 'tap';
import type { Device } from '../api/cloud.ts';
import { liveSentence, showingWords } from './device-words.ts';

const playlist = { id: 'p', name: 'Welcome' };
const facts = (status: Device['status'], showing: string | null, named = true) => ({
  status,
  showing,
  playlist: named ? playlist : null,
});

const words: [Device['status'], string | null, string | null][] = [
  ['online', 'playing', 'Playing Welcome'],
  ['online', 'loading', 'Loading content'],
  ['online', 'starting', 'Starting'],
  ['online', 'pairing', 'Pairing screen'],
  ['online', 'no-network', 'No network'],
  ['online', 'error', 'Needs help'],
  ['online', 'safe-mode', 'Safe mode'],
  ['offline', 'playing', 'Last: playing Welcome'],
  ['offline', null, null],
  ['never-seen', 'playing', null],
];
for (const [status, showing, expected] of words) {
  t.equal(showingWords(facts(status, showing)), expected, `${status} and ${showing}`);
}
t.equal(
  showingWords(facts('online', 'playing', false)),
  'Playing',
  'a playlist without a name is not invented',
);

const live: [Device['status'], string | null, RegExp, boolean][] = [
  ['online', 'playing', /Now playing Welcome/, true],
  ['online', 'loading', /loading its content/, false],
  ['online', 'pairing', /is starting/, false],
  ['online', null, /is starting/, false],
  ['online', 'error', /needs help/, true],
  ['offline', 'playing', /not connected/, false],
  ['never-seen', null, /not connected/, false],
];
for (const [status, showing, sentence, settled] of live) {
  t.match(liveSentence(facts(status, showing)), { sentence, settled }, `${status} and ${showing}`);
}
t.equal(liveSentence(facts('online', 'playing', false)).sentence, 'Now playing');
