/** How long screens may stay away, in words and as choices. Pure. */

/** Of the account's own: a number of days, 0 for ever, null as the cloud is set up. */
export type LapseDays = number | null;

const usual = [7, 30, 90, 180, 365, 0] as const;

export interface LapseChoice {
  value: string;
  label: string;
}

/** What can be chosen; what was set by the API stays among it. */
export function lapseChoices(now: LapseDays, cloudDays: number | null): readonly LapseChoice[] {
  const days = now === null || (usual as readonly number[]).includes(now) ? usual : [now, ...usual];
  const own = [...days]
    .sort((one, other) => (one || Number.POSITIVE_INFINITY) - (other || Number.POSITIVE_INFINITY))
    .map((each) => ({ value: String(each), label: lapseWords(each) }));
  const byCloud = cloudDays === null ? 'For ever' : lapseWords(cloudDays);
  return [{ value: '', label: `As this cloud has it: ${byCloud.toLowerCase()}` }, ...own];
}

export function lapseWords(days: number): string {
  if (days === 0) return 'For ever';
  const rounded = Math.round(days * 10) / 10;
  return rounded === 1 ? '1 day' : `${rounded} days`;
}

export function lapseOf(value: string): LapseDays {
  return value === '' ? null : Number(value);
}

/** The days that a choice comes down to; 0 for ever. */
export function effectiveDays(days: LapseDays, cloudDays: number | null): number {
  return days ?? cloudDays ?? 0;
}

export function screens(count: number): string {
  return count === 1 ? '1 screen' : `${count} screens`;
}
