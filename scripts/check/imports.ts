/**
 * Holds every import of the repository against the rules.
 *
 * Imports are found by their syntax, which Biome keeps uniform. It reads and reports; what is allowed is said in
 * `import-rules.ts` alone.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import {
  type ImportRule,
  importRules,
  privateModules,
  pureFiles,
  separateFolders,
  testCode,
} from './import-rules.ts';

const workspaces: Readonly<Record<string, string>> = {
  '@signet/protocol': 'device/protocol',
  '@signet/config': 'device/config',
  '@signet/agent': 'device/agent',
  '@signet/player': 'device/player',
  '@signet/cloud': 'cloud',
  '@signet/studio': 'cloud/studio',
};

const importSyntax =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'";]*?\sfrom\s)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;
const typeOnly = /^\s*(?:import|export)\s+type\s/;

interface Import {
  file: string;
  target: string;
  typeOnly: boolean;
}

/** One sentence for each import that breaks a rule, and for each rule that names nothing. */
export function checkImports(): string[] {
  const files = globSync(
    ['device/**/*.ts', 'cloud/**/*.{ts,tsx}', 'image/{testing,tests}/**/*.ts', 'scripts/**/*.ts'],
    {
      exclude: (path) => /(^|\/)(node_modules|dist)$/.test(path),
    },
  );
  const imports = files.flatMap((file) => importsOf(file, readFileSync(file, 'utf8')));
  return [...emptyRules(), ...imports.flatMap(violationsOf)];
}

export function importsOf(file: string, text: string): Import[] {
  return [...text.matchAll(importSyntax)].map((match) => ({
    file,
    target: resolve(file, match[1] ?? match[2] ?? ''),
    typeOnly: typeOnly.test(match[0]),
  }));
}

/** A path from the top of the repository, `node:…`, or `npm:<package>`. */
export function resolve(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return normalize(join(dirname(file), specifier));
  if (specifier.startsWith('node:')) return specifier;
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  const workspace = workspaces[name];
  return workspace === undefined ? `npm:${name}` : `${workspace}/${specifier.slice(name.length + 1)}`;
}

export function violationsOf(one: Import): string[] {
  const because = [
    ...importRules.filter((rule) => breaks(rule, one)).map((rule) => rule.because),
    ...privateModules
      .filter((module) => module.path.test(one.target) && !module.importableBy.test(one.file))
      .map((module) => module.because),
    ...separateFolders.filter(({ parent }) => crosses(parent, one)).map((rule) => rule.because),
  ];
  if (pureFiles.includes(one.file) && !one.typeOnly && /^(node:|npm:(?!zod$))/.test(one.target)) {
    because.push('a pure file is table-tested: no framework, no database, no Node');
  }
  return because.map((reason) => `${one.file} imports ${one.target}: ${reason}`);
}

function breaks(rule: ImportRule, { file, target }: Import): boolean {
  if (testCode.test(file) && rule.testsToo !== true) return false;
  const matches = (prefixes: readonly string[]) => prefixes.some((prefix) => target.startsWith(prefix));
  return (
    rule.from.some((prefix) => file.startsWith(prefix)) &&
    matches(rule.mayNotImport) &&
    !matches(rule.except ?? [])
  );
}

function crosses(parent: string, { file, target }: Import): boolean {
  const folder = (path: string) => path.slice(parent.length).split('/')[0];
  if (testCode.test(file)) return false;
  return file.startsWith(parent) && target.startsWith(parent) && folder(file) !== folder(target);
}

function emptyRules(): string[] {
  const named = [
    ...importRules.flatMap((rule) => [...rule.from, ...rule.mayNotImport, ...(rule.except ?? [])]),
    ...pureFiles,
    ...separateFolders.map((rule) => rule.parent),
  ];
  return named
    .filter((path) => !/^(node|npm):/.test(path) && !existsSync(path))
    .map((path) => `import-rules.ts names ${path}, which is gone`);
}
