/** One measured figure beside its budget, and the arithmetic that figures are made with. */

export interface Figure {
  what: string;
  measured: number;
  /** Null: for orientation only. */
  budget: number | null;
  unit: string;
}

/** The value below which the given share of all lies, by the nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
