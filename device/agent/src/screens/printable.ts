/**
 * Makes any text safe to draw on one line, and takes it apart into what a person sees as single characters.
 *
 * Names are typed by people and stored by a cloud: they hold line breaks, direction marks, emoji and stacked accents.
 * None of that may break a picture's layout or its XML.
 */

/** Characters without a shape of their own: controls, direction marks, joiners, lone surrogates, private use. */
const shapeless = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu;

/** One line of printable text: composed (NFC), white space collapsed, shapeless characters dropped. */
export function printable(content: string): string {
  if (/^[!-~]*(?: [!-~]+)*$/.test(content)) return content;
  // Joiners stay until the text is taken apart, because they make one emoji out of several.
  return content
    .replace(/\s+/gu, ' ')
    .toWellFormed()
    .normalize('NFC')
    .replace(shapeless, (c) => (c === '\u200d' ? c : ''))
    .trim();
}

let segmenter: Intl.Segmenter | undefined;

/** What a person sees as single characters. Plain ASCII, which nearly all of a screen is, takes the short way. */
export function graphemesOf(content: string): Iterable<string> {
  if (/^[ -~]*$/.test(content)) return content;
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(content), (one) => one.segment);
}

/** Text as it may stand in XML. */
export function escapeXml(content: string): string {
  return printable(content).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
