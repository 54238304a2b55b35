/**
 * `make bench`: the budgets of DESIGN section 9 that this tree can measure, as a table.
 *
 * Each figure is taken from the real programs; the budget stands beside it and the exit code says whether all held.
 * Everything is bounded in count and time, and all traffic is loopback.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { buildWeb } from '../build-web.ts';
import { benchClaims } from './claims.ts';
import type { Figure } from './figure.ts';
import { benchIdle } from './idle.ts';
import { benchScreens } from './screens.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    devices: { type: 'string', default: '1000' },
    minutes: { type: 'string', default: '10' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const parts: Readonly<Record<string, () => Promise<Figure[]>>> = {
  screens: benchScreens,
  claims: () => benchClaims(Number(values.devices)),
  idle: () => benchIdle(Number(values.minutes)),
};

if (values.help) {
  console.log('make bench [BENCH="--only screens|claims|idle --devices N --minutes N"]');
} else {
  await buildWeb();
  const figures: Figure[] = [];
  for (const [name, measure] of Object.entries(parts)) {
    if (values.only !== undefined && values.only !== name) continue;
    console.log(`Measuring ${name} ...`);
    figures.push(...(await measure()));
  }
  const cpu = cpus()[0]?.model ?? 'unknown processor';
  console.log(`\nOn ${cpus().length} x ${cpu}, Node ${process.version}:\n`);
  console.log('| what | measured | budget | |\n| --- | --- | --- | --- |');
  for (const { what, measured, budget, unit } of figures) {
    const held = budget === null ? '' : measured <= budget ? 'ok' : 'OVER';
    if (held === 'OVER') process.exitCode = 1;
    console.log(
      `| ${what} | ${round(measured)} ${unit} | ${budget === null ? '' : `${budget} ${unit}`} | ${held} |`,
    );
  }
  // Sockets and timers of what was measured must not hold up the end.
  process.exit();
}

function round(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Math.round(value * 100) / 100);
}
