/**
 * Lines of a CSV file (RFC 4180) that spreadsheets open without running anything. Pure.
 *
 * A cell that begins with one of a few characters is a formula to Excel and its kin, and names of devices, people and
 * accounts are written by anybody. An apostrophe in front makes it text.
 */

/** With the line's end. */
export function csvLine(cells: readonly (string | null)[]): string {
  return `${cells.map((cell) => csvCell(cell ?? '')).join(',')}\r\n`;
}

/** Also their full-width forms, which some spreadsheets take for the same, and after white space and quotes. */
const formula = /^[\s"']*[=+\-@\uff0b\uff0d\uff1d\uff20\t\r\n|%]/u;

function csvCell(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n']|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
