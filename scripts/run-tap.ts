/**
 * Runs tap and ends with the line `N passed, N failed`.
 *
 * tap runs the tests; this keeps the whole protocol in a file, prints one line a file and the failing assertions, and
 * never calls a run green that ran nothing.
 */
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';

/** Runs what the arguments name, or everything of `.taprc`; sets the exit code of this process. */
export async function runTests(log: string, args: readonly string[]): Promise<void> {
  mkdirSync(dirname(log), { recursive: true });
  // tap keeps the set of plugins it was built with; this applies the one of .taprc (no TypeScript plugin).
  if (!existsSync('.tap/plugins')) await tap(['build']);

  const file = createWriteStream(log);
  const summary = { passed: 0, failed: 0, skipped: 0 };
  let failing = false;
  const code = await tap(['run', '--reporter=tap', ...args], (line) => {
    file.write(`${line}\n`);
    const ended = /^(not )?ok \d+ - (\S+\.test\.ts)(?: # time=(\S+))?/.exec(line);
    if (ended !== null) console.log(`${ended[1] ? 'FAILED' : '    ok'}  ${ended[2]}  ${ended[3] ?? ''}`);
    const totals =
      /^# \{ total: (\d+)(?:, pass: (\d+))?(?:, fail: (\d+))?(?:, skip: (\d+))?(?:, todo: (\d+))?/.exec(line);
    if (totals !== null) {
      summary.passed = Number(totals[2] ?? 0);
      summary.failed = Number(totals[3] ?? 0);
      summary.skipped = Number(totals[4] ?? 0) + Number(totals[5] ?? 0);
    }
    if (/^\s*not ok /.test(line)) failing = !/# (SKIP|TODO)/.test(line);
    else if (/^\s*(ok \d|# Subtest|\d+\.\.\d+)/.test(line)) failing = false;
    if (failing) console.log(line);
  });
  file.end();

  // A file that died outside any assertion fails the run without a failed assertion of its own.
  if (code !== 0 && summary.failed === 0) summary.failed = 1;
  if (summary.passed === 0 && summary.failed === 0) {
    console.log('No test ran.');
    summary.failed = 1;
  }
  console.log(
    `${summary.passed} passed, ${summary.failed} failed${summary.skipped > 0 ? `, ${summary.skipped} skipped` : ''}`,
  );
  process.exitCode = summary.failed > 0 ? 1 : 0;
}

function tap(args: readonly string[], onLine: (line: string) => void = () => undefined): Promise<number> {
  const child = spawn('node_modules/.bin/tap', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  createInterface({ input: child.stdout }).on('line', onLine);
  return new Promise((resolve) => child.on('close', (exitCode) => resolve(exitCode ?? 1)));
}
