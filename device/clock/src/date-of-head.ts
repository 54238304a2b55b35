/**
 * Takes the time out of the head of an HTTP answer, and believes nothing that is not exactly one.
 *
 * Pure. The status does not matter: a server that refuses the page still knows the time.
 */
import { type Refusal, refused } from './outcome.ts';

/** `seconds` are Unix seconds. */
export type Told = { outcome: 'told'; seconds: number } | Refusal;

/** `head` is all before the empty line that ends it. */
export function dateOfHead(head: string): Told {
  const [status = '', ...lines] = head.split('\r\n');
  if (!/^HTTP\/1\.[01] \d{3}( |$)/.test(status))
    return refused('not-http', JSON.stringify(status.slice(0, 60)));
  const dates = lines.flatMap((line) => /^date:[ \t]*(.*?)[ \t]*$/i.exec(line)?.[1] ?? []);
  const [date] = dates;
  if (date === undefined) return refused('date-missing', status);
  const seconds = Date.parse(date) / 1_000;
  // The one form that RFC 9110 lets a server send; whatever does not come back as it went in is something else.
  if (dates.length > 1 || Number.isNaN(seconds) || new Date(seconds * 1_000).toUTCString() !== date) {
    return refused('date-unreadable', JSON.stringify(dates.join(' / ').slice(0, 80)));
  }
  return { outcome: 'told', seconds };
}
