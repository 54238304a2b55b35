import t from 'tap';
import { formatTypedCode } from './typed-code.ts';

/** `|` is the caret. */
const table: [typed: string, shown: string][] = [
  ['|', '|'],
  ['7|', '7|'],
  ['7kqm|', '7KQM|'],
  ['7kqm2|', '7KQM-2|'],
  ['7KQM-2xhd|', '7KQM-2XHD|'],
  ['7KQM-|', '7KQM|'],
  ['  7kqm 2xhd |', '7KQM-2XHD|'],
  ['7kqm–2xhd|', '7KQM-2XHD|'],
  ['a|7KQM-2XH', 'A|7KQ-M2XH'],
  ['7K|M-2XHD', '7K|M2-XHD'],
  ['7KQMM|-2XHD', '7KQM-M|2XHD'],
  ['7kqo|', '7KQO|'],
  ['７ｋｑｍ|', '7KQM|'],
  ['7KQM-2XHDAB|', '7KQM-2XHDAB|'],
  ['7KQM-2XHDABCDEFGH|', '7KQM-2XHDABCD|'],
];

for (const [typed, shown] of table) {
  const { text, caret } = formatTypedCode(typed.replace('|', ''), typed.indexOf('|'));
  t.equal(`${text.slice(0, caret)}|${text.slice(caret)}`, shown, `${typed} is shown as ${shown}`);
}
