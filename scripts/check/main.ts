/**
 * `make check`: types, format and lint, import rules, docs, dead code.
 *
 * Runs them all before it gives up, so that one run shows everything there is to mend.
 */
import { spawnSync } from 'node:child_process';
import { checkDocs } from './docs.ts';
import { checkImports } from './imports.ts';

const checks: readonly { name: string; problems: () => string[] }[] = [
  { name: 'types', problems: () => tool('tsc', ['-p', '.']) },
  { name: 'types of the player', problems: () => tool('tsc', ['-p', 'device/player']) },
  { name: 'types of Studio', problems: () => tool('tsc', ['-p', 'cloud/studio']) },
  { name: 'format and lint', problems: () => tool('biome', ['check', '--error-on-warnings', '.']) },
  { name: 'import rules', problems: checkImports },
  { name: 'docs', problems: checkDocs },
  { name: 'dead code', problems: () => tool('knip', ['--no-progress']) },
];

for (const { name, problems } of checks) {
  const found = problems();
  console.log(`${found.length === 0 ? '    ok' : 'FAILED'}  ${name}`);
  for (const problem of found) console.log(problem);
  if (found.length > 0) process.exitCode = 1;
}

function tool(name: string, args: string[]): string[] {
  const result = spawnSync(`node_modules/.bin/${name}`, args, { encoding: 'utf8' });
  return result.status === 0
    ? []
    : [`${result.stdout}${result.stderr}`.trim() || `${name} ended with ${result.status}`];
}
