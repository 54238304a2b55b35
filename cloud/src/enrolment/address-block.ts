/**
 * Which addresses count as one when tries are counted.
 *
 * An IPv4 address stands for itself. Of IPv6 a single customer holds at least a /64 (RFC 6177), so counting each
 * of its addresses would count nothing.
 */

/** The IPv4 address itself, or the first 64 bits of an IPv6 one as four groups; anything else as it is. */
export function addressBlock(address: string): string {
  const [bare = ''] = address.toLowerCase().split('%');
  if (!bare.includes(':')) return bare;
  const [head = '', tail] = bare.split('::');
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  const first64 = [...before, ...zeros, ...after].slice(0, 4);
  return `${first64.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}

/** A dotted quad at the end (RFC 4291 section 2.2) stands for two groups; both lie beyond the first 64 bits. */
function groupsOf(text: string): string[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
}
