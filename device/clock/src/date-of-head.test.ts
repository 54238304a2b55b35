import t from 'tap';
import { dateOfHead } from './date-of-head.ts';

const date = 'Sun, 06 Nov 2033 08:49:37 GMT';
const seconds = Date.UTC(2033, 10, 6, 8, 49, 37) / 1_000;

for (const [what, lines, expected] of [
  ['the date of an answer', ['HTTP/1.1 200 OK', `Date: ${date}`], { seconds }],
  ['that of a refusal', ['HTTP/1.1 404 Not Found', 'Server: x', `Date: ${date}`], { seconds }],
  ['in any case and with any space', ['HTTP/1.0 200', `DATE:\t ${date} `], { seconds }],
  ['no date', ['HTTP/1.1 200 OK', 'Expires: 0'], { code: 'date-missing' }],
  ['the date of something else', ['HTTP/1.1 200 OK', `X-Date: ${date}`], { code: 'date-missing' }],
  ['two dates', ['HTTP/1.1 200 OK', `Date: ${date}`, `Date: ${date}`], { code: 'date-unreadable' }],
  ['an empty date', ['HTTP/1.1 200 OK', 'Date:'], { code: 'date-unreadable' }],
  [
    'a day that is not',
    ['HTTP/1.1 200 OK', 'Date: Thu, 31 Feb 2033 00:00:00 GMT'],
    { code: 'date-unreadable' },
  ],
  [
    'a wrong weekday',
    ['HTTP/1.1 200 OK', 'Date: Mon, 06 Nov 2033 08:49:37 GMT'],
    { code: 'date-unreadable' },
  ],
  ['another zone', ['HTTP/1.1 200 OK', 'Date: Sun, 06 Nov 2033 08:49:37 CET'], { code: 'date-unreadable' }],
  ['an ISO date', ['HTTP/1.1 200 OK', 'Date: 2033-11-06T08:49:37Z'], { code: 'date-unreadable' }],
  ['a bare number', ['HTTP/1.1 200 OK', 'Date: 2033'], { code: 'date-unreadable' }],
  ['another protocol', ['SSH-2.0-OpenSSH', `Date: ${date}`], { code: 'not-http' }],
  ['nothing', [''], { code: 'not-http' }],
] as const) {
  t.test(what, async (t) => {
    t.match(dateOfHead(lines.join('\r\n')), expected);
  });
}
