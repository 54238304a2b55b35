/**
 * Builds the two web parts, Studio and the player, when their sources are newer than what was built.
 *
 * Everything else runs unbuilt; browsers do not take TypeScript. It never builds what is up to date, so that
 * `make test` and `make demo` start at once the second time.
 */
import { spawn } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const parts = ['device/player', 'cloud/studio'];

export async function buildWeb(): Promise<void> {
  for (const part of parts) if (isStale(part)) await build(part);
}

function isStale(part: string): boolean {
  const built = join(part, 'dist/index.html');
  if (!existsSync(built)) return true;
  const builtMs = statSync(built).mtimeMs;
  const sources = globSync(['*.{html,json,ts}', 'src/**/*', 'public/**/*'], { cwd: part });
  const shared = globSync('device/protocol/src/*.ts');
  return [...sources.map((source) => join(part, source)), ...shared].some(
    (source) => statSync(source).mtimeMs > builtMs,
  );
}

function build(part: string): Promise<void> {
  console.log(`Building ${part} ...`);
  const child = spawn('npm', ['run', '--silent', 'build', '-w', part], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${part} could not be built: see above.`)),
    );
  });
}
