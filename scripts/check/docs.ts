/**
 * Holds the documentation against the tree.
 *
 * Every source file opens with a header, every folder that is a house of its own has a README, decisions are
 * dated, and no link leads nowhere. It judges form alone; whether a page is true is for people to read.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const exclude = (path: string) => /(^|\/)(node_modules|dist|\.signet|\.tap)$/.test(path);

/** Folders with a page of their own. */
const houses = [
  '.',
  'device/protocol',
  'device/config',
  'device/agent',
  'device/agent/src/screens',
  'device/clock',
  'image',
  'device/player',
  'cloud',
  'cloud/src/enrolment',
  'cloud/src/devices',
  'cloud/studio',
  'scripts',
];

export function checkDocs(): string[] {
  return [...missingReadmes(), ...missingHeaders(), ...deadLinks(), ...undatedDecisions(), ...foreignPaths()];
}

function missingReadmes(): string[] {
  return houses
    .filter((house) => !existsSync(join(house, 'README.md')))
    .map((house) => `${house} has no README.md`);
}

function missingHeaders(): string[] {
  return globSync(['{device,cloud,image,scripts}/**/*.{ts,tsx}'], { exclude })
    .filter((file) => !file.endsWith('.test.ts') && !file.endsWith('.d.ts'))
    .filter((file) => !/^(#!.*\n)?(\/\/\/.*\n)*\/\*\*/.test(readFileSync(file, 'utf8')))
    .map((file) => `${file} has no header that says what it does and what it must never do`);
}

function deadLinks(): string[] {
  return globSync('**/*.md', { exclude }).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
      .map((match) => match[1] ?? '')
      .filter((link) => !/^[a-z]+:/.test(link) && !existsSync(join(dirname(file), link)))
      .map((link) => `${file} links to ${link}, which is not there`),
  );
}

function undatedDecisions(): string[] {
  return globSync('**/DECISIONS.md', { exclude }).flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('- ') && !/^- \*\*\d{4}-\d{2}-\d{2}/.test(line))
      .map((line) => `${file}: a decision opens with its date: ${line.slice(0, 60)}`),
  );
}

/** Paths of one machine and hosts of registries have no place in what others read. */
function foreignPaths(): string[] {
  const foreign = new RegExp(['/work/', '/root/', 'registry\\.npm', 'deb\\.debian'].join('|'));
  return globSync(['**/*.{ts,tsx,md,json,sh}', 'Makefile', '.ci/*'], { exclude })
    .filter((file) => file !== 'scripts/check/docs.ts' && foreign.test(readFileSync(file, 'utf8')))
    .map((file) => `${file} names a path of one machine or the host of a registry`);
}
