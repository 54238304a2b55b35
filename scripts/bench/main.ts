/**
 * `make bench`: the budgets of DESIGN section 9 that this tree can measure, as a table.
 *
 * Each figure is taken from the real programs; the budget stands beside it and the exit code says whether all held.
 * Everything is bounded in count and time, and all traffic is loopback.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { builtImage } from '../../image/testing/machine-for-test.ts';
import { buildWeb } from '../build-web.ts';
import { benchClaims } from './claims.ts';
import { type Findings, isOver, tableRow } from './figure.ts';
import { benchIdle } from './idle.ts';
import { benchIdleWire } from './idle-wire.ts';
import { benchImage } from './image.ts';
import { benchList } from './list.ts';
import { benchScreens } from './screens.ts';
import { benchStudio } from './studio.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    devices: { type: 'string', default: '1000' },
    minutes: { type: 'string', default: '10' },
    runs: { type: 'string', default: '5' },
    again: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const parts: Readonly<Record<string, () => Promise<Findings>>> = {
  screens: async () => ({ figures: await benchScreens(), notes: [] }),
  claims: async () => ({ figures: await benchClaims(Number(values.devices)), notes: [] }),
  list: async () => ({ figures: await benchList(), notes: [] }),
  studio: async () => ({ figures: await benchStudio(), notes: [] }),
  idle: async () => ({ figures: await benchIdle(Number(values.minutes)), notes: [] }),
  'idle-wire': async () => ({ figures: await benchIdleWire(Number(values.minutes)), notes: [] }),
  image: () =>
    benchImage({ image: builtImage, runs: Number(values.runs), again: values.again, tell: console.log }),
};

if (values.help) {
  console.log(`make bench [BENCH="--only ${Object.keys(parts).join('|')} ..."]

  --devices N   connected while claims are timed (1000)
  --minutes N   that the idle agent and its traffic are watched (10)
  --runs N      boots of the image and of stock Debian, in turns; 0 measures sizes alone (5)
  --again       boots each disk a second time, too`);
} else if (values.only !== undefined && parts[values.only] === undefined) {
  console.error(`There is no part "${values.only}": ${Object.keys(parts).join(', ')}.`);
  process.exitCode = 2;
} else {
  await buildWeb();
  const findings: Findings = { figures: [], notes: [] };
  for (const [name, measure] of Object.entries(parts)) {
    if (values.only !== undefined && values.only !== name) continue;
    console.log(`Measuring ${name} ...`);
    const { figures, notes } = await measure();
    findings.figures.push(...figures);
    findings.notes.push(...notes);
  }
  const cpu = cpus()[0]?.model ?? 'unknown processor';
  console.log(`\nOn ${cpus().length} x ${cpu}, Node ${process.version}:\n`);
  console.log('| what | measured | budget | |\n| --- | --- | --- | --- |');
  for (const figure of findings.figures) console.log(tableRow(figure));
  for (const note of findings.notes) console.log(`\n${note}`);
  // Sockets and timers of what was measured must not hold up the end.
  process.exit(findings.figures.some(isOver) ? 1 : 0);
}
