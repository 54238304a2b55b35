/**
 * Reads strict JSON (RFC 8259) and knows where in the text each part stands, so that whoever wrote it by hand can be
 * shown the line.
 *
 * What counts as JSON is for JSON.parse alone to say; jsonc-parser, told to allow no comments and no trailing commas,
 * finds the place. It judges no content.
 */
import {
  createScanner,
  findNodeAtLocation,
  type JSONPath,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';

/** Line and column, counted from 1 as editors do; a column is a character. */
export interface Place {
  line: number;
  column: number;
}

/** One key of the outermost object, in the order in which they were written. */
export interface Entry {
  key: string;
  place: Place;
}

export type JsonText =
  /** `place` finds a part by its path, or the nearest part around it that is there. */
  | { outcome: 'json'; value: unknown; entries: readonly Entry[]; place(path: JSONPath): Place }
  /** The first thing that is wrong; what follows it is mostly wrong for the same reason. */
  | ({ outcome: 'broken'; message: string } & Place);

/** Far more than any configuration needs, far less than would exhaust a parser's stack. */
const maxDepth = 16;

export function readJsonText(text: string): JsonText {
  if (text.trim() === '') return { outcome: 'broken', message: 'is empty; at least {} is needed', ...start };
  const tooDeep = depthExceededAt(text);
  if (tooDeep !== null)
    return { outcome: 'broken', message: 'is nested too deeply', ...placeAt(text, tooDeep) };
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const [first] = errors;
    return { outcome: 'broken', message: wordsOf(first), ...placeAt(text, first?.offset ?? 0) };
  }
  return {
    outcome: 'json',
    value,
    entries: entriesOf(text, root),
    place: (path) => placeAt(text, nearest(root, path)?.offset ?? 0),
  };
}

const start: Place = { line: 1, column: 1 };

function placeAt(text: string, offset: number): Place {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1 };
}

function depthExceededAt(text: string): number | null {
  const scanner = createScanner(text, true);
  let depth = 0;
  while (scanner.getPosition() < text.length) {
    scanner.scan();
    // Only a bracket itself begins with one: a text begins with its quotation mark.
    const first = text[scanner.getTokenOffset()] ?? '';
    if ('{['.includes(first)) depth += 1;
    if ('}]'.includes(first)) depth -= 1;
    if (depth > maxDepth) return scanner.getTokenOffset();
  }
  return null;
}

/** By jsonc-parser's names of what is wrong; those left out say the same as the general words. */
const words: Readonly<Record<string, string>> = {
  PropertyNameExpected:
    'is not JSON: a key in quotation marks should stand here (no comma before the last })',
  ValueExpected: 'is not JSON: a value should stand here (no comma after the last one)',
  ColonExpected: 'is not JSON: a colon is missing here',
  CommaExpected: 'is not JSON: a comma is missing here',
  CloseBraceExpected: 'is not JSON: the closing } is missing',
  CloseBracketExpected: 'is not JSON: the closing ] is missing',
  EndOfFileExpected: 'is not JSON: nothing more may stand here',
  InvalidCommentToken: 'is not JSON: comments are not allowed',
  UnexpectedEndOfString: 'is not JSON: the closing quotation mark is missing on this line',
  InvalidEscapeCharacter: 'is not JSON: after a \\ only one of "\\/bfnrtu may stand',
  InvalidCharacter: 'is not JSON: a tab or another control character stands in a text',
};

function wordsOf(error: ParseError | undefined): string {
  const name = error === undefined ? '' : printParseErrorCode(error.error);
  return words[name] ?? 'is not JSON: this does not belong here';
}

function entriesOf(text: string, root: Node | undefined): Entry[] {
  if (root?.type !== 'object') return [];
  return (root.children ?? []).flatMap(({ children: [key] = [] }) =>
    key === undefined ? [] : [{ key: String(key.value), place: placeAt(text, key.offset) }],
  );
}

function nearest(root: Node | undefined, path: JSONPath): Node | undefined {
  if (root === undefined || path.length === 0) return root;
  return findNodeAtLocation(root, path) ?? nearest(root, path.slice(0, -1));
}
