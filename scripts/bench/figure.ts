/** One measured figure beside its budget, the arithmetic that figures are made with, and how a row of them reads. */

export interface Figure {
  what: string;
  measured: number;
  /** The least and the most of the runs that it is the median of, in the same unit. */
  spread?: Spread;
  /** Null: for orientation only. */
  budget: number | null;
  unit: string;
}

export interface Spread {
  min: number;
  max: number;
}

/** What a part of the bench found. */
export interface Findings {
  figures: Figure[];
  /** What stands under the table: where time and room go, and what could not be measured and why. */
  notes: string[];
}

/** The value below which the given share of all lies, by the nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export function spreadOf(values: readonly number[]): Spread {
  return { min: Math.min(...values), max: Math.max(...values) };
}

/** A figure without a value holds no budget. */
export function isOver({ measured, budget }: Figure): boolean {
  return budget !== null && !(measured <= budget);
}

/** One row of a Markdown table: what, measured, budget, verdict. */
export function tableRow(figure: Figure): string {
  const { what, measured, spread, budget, unit } = figure;
  const withUnit = (value: string) => [value, unit].filter((part) => part !== '').join(' ');
  const range = spread === undefined ? '' : ` (${round(spread.min)} to ${round(spread.max)})`;
  const verdict = budget === null ? '' : isOver(figure) ? 'OVER' : 'ok';
  const limit = budget === null ? '' : withUnit(String(budget));
  return `| ${what} | ${withUnit(round(measured))}${range} | ${limit} | ${verdict} |`;
}

function round(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Math.round(value * 100) / 100);
}
