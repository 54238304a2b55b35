import t from 'tap';
import { browserWords } from './browser-words.ts';

const table: [string | null | undefined, string][] = [
  [
    'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36',
    'Chrome on Android',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0',
    'Edge on Windows',
  ],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1', 'Safari on iPhone'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
  ['Mozilla/5.0 (Windows NT 10.0)', 'A browser on Windows'],
  ['curl/8.0', 'An unknown browser'],
  ['', 'An unknown browser'],
  [null, 'An unknown browser'],
  [undefined, 'An unknown browser'],
];
for (const [userAgent, words] of table) t.equal(browserWords(userAgent), words, userAgent ?? 'none');
