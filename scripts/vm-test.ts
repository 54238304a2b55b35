/**
 * `make vm-test`: boots the built image in virtual machines and runs `image/tests`, or the files given.
 *
 * Two files at a time, because each runs one machine and emulated ones want a core each. It tests what
 * `image/out` holds and builds none: a test of yesterday's image would say nothing, so the file's age is printed.
 */
import { existsSync, globSync, statSync } from 'node:fs';
import { hasKvm } from '../image/testing/guest-time.ts';
import { builtImage } from '../image/testing/machine-for-test.ts';
import { buildWeb } from './build-web.ts';
import { runTests } from './run-tap.ts';

const files = process.argv.slice(2);

if (existsSync(builtImage)) {
  const ageMinutes = Math.round((Date.now() - statSync(builtImage).mtimeMs) / 60_000);
  const processor = hasKvm ? 'KVM' : 'software emulation: a boot takes about a minute';
  console.log(`Testing ${builtImage}, built ${ageMinutes} min ago, on ${processor}.`);
  await buildWeb();
  await runTests('.signet/vm-test.tap', [
    ...['--jobs=2', '--timeout=3600'],
    ...(files.length > 0 ? files : globSync('image/tests/*.test.ts').sort()),
  ]);
} else {
  console.log(`There is no image to test at ${builtImage}: run \`make image\` first.`);
  process.exitCode = 1;
}
