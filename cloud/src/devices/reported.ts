/**
 * What a device last said of itself, as the cloud keeps it. Pure.
 *
 * A device sends a notice once and forgets it when the cloud has it, so notices are gathered across reports;
 * everything else is what the latest report says.
 */
import { type Notice, reportedSchema } from '@signet/protocol';
import type { z } from 'zod';

export type Reported = z.infer<typeof reportedSchema>;

const maxNotices = 20;

/** Reads the stored JSON; null where there is none or it is of no shape that we know. */
export function readReported(stored: string | null): Reported | null {
  if (stored === null) return null;
  return reportedSchema.safeParse(JSON.parse(stored)).data ?? null;
}

/** The new report with the notices of before; of each code the latest, at most twenty. */
export function mergeReported(before: Reported | null, now: Reported): Reported {
  const byCode = new Map<string, Notice>();
  for (const notice of [...(before?.notices ?? []), ...now.notices]) {
    byCode.delete(notice.code);
    byCode.set(notice.code, notice);
  }
  return { ...now, notices: [...byCode.values()].slice(-maxNotices) };
}
