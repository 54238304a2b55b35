/**
 * `make test`: builds what the browser tests load, then runs everything that `.taprc` names, or the files given.
 */
import { buildWeb } from './build-web.ts';
import { runTests } from './run-tap.ts';

await buildWeb();
await runTests('.signet/test.tap', process.argv.slice(2));
