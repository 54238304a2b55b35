/**
 * How a pairing code looks while it is being typed: upper case, in two groups of four.
 *
 * Pure. Nothing a person types is thrown away but spaces and hyphens: a character that no code contains stays
 * where it is, because a silent deletion would turn a typo into a code of the wrong length.
 */
import { pairingCodeLength } from '@signet/protocol';

export interface Typed {
  text: string;
  /** Where the caret belongs, in UTF-16 units of `text`. */
  caret: number;
}

const separators = /[\s\-\u2010-\u2015\u2212_.]/gu;
const group = pairingCodeLength / 2;
/** More than a code can have, so that one character too many can be seen and is not cut off in silence. */
const longest = pairingCodeLength + 4;

/** Formats what stands in the field, with the caret kept behind the character it was behind. */
export function formatTypedCode(raw: string, rawCaret: number): Typed {
  const characters = bare(raw).slice(0, longest);
  const before = Math.min(bare(raw.slice(0, rawCaret)).length, characters.length);
  return { text: grouped(characters), caret: before > group ? before + 1 : before };
}

function bare(text: string): string {
  return text.normalize('NFKC').replace(separators, '').toUpperCase();
}

function grouped(characters: string): string {
  return characters.length > group ? `${characters.slice(0, group)}-${characters.slice(group)}` : characters;
}
