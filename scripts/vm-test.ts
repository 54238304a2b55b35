/**
 * `make vm-test`: boots the built image in virtual machines and runs `image/tests`, or the files given.
 * `make vm-soak` cuts the power more often: `--cuts N` of each kind, and `--seed WORD` repeats a run.
 *
 * Two files at a time, because each runs one machine and emulated ones want a core each; a browser wants both. It tests what
 * `image/out` holds and builds none: a test of yesterday's image would say nothing, so the file's age is printed.
 */
import { existsSync, globSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { hasKvm } from '../image/testing/guest-time.ts';
import { builtImage } from '../image/testing/machine-for-test.ts';
import { buildWeb } from './build-web.ts';
import { runTests } from './run-tap.ts';

const { values, positionals: files } = parseArgs({
  options: { cuts: { type: 'string' }, seed: { type: 'string' } },
  allowPositionals: true,
});
/** Tests read them from their own arguments. */
const testArguments = Object.entries(values).map(([name, value]) => `--test-arg=--${name}=${value}`);
/** An emulated browser that has to share takes so long to advance that it is taken for frozen. */
const alone = hasKvm ? [] : ['content-changes', 'player-faults', 'plays', 'power-cuts', 'silent'];
/** Twenty cuts of each kind take an emulated machine some hours. */
const timeoutSeconds = values.cuts === undefined ? 3_600 : 8 * 3_600;

if (existsSync(builtImage)) {
  const ageMinutes = Math.round((Date.now() - statSync(builtImage).mtimeMs) / 60_000);
  const processor = hasKvm ? 'KVM' : 'software emulation: a boot takes about a minute';
  console.log(`Testing ${builtImage}, built ${ageMinutes} min ago, on ${processor}.`);
  await buildWeb();
  await runTests('.signet/vm-test.tap', [
    ...['--jobs=2', `--timeout=${timeoutSeconds}`, ...testArguments],
    ...alone.map((name) => `--serial=image/tests/${name}.test.ts`),
    ...(files.length > 0 ? files : globSync('image/tests/*.test.ts').sort()),
  ]);
} else {
  console.log(`There is no image to test at ${builtImage}: run \`make image\` first.`);
  process.exitCode = 1;
}
