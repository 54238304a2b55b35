/** Which field of the pairing form a refused claim belongs to, and what is said there. Pure. */
import type { CloudProblem } from '../api/cloud-problem.ts';
import { sentencesFor } from '../api/problem-sentences.ts';

export type PairField = 'name' | 'location' | 'code';

export interface Refusal {
  /** `form` when it is about no field. */
  at: PairField | 'form';
  title: string;
  advice: string;
}

const fields: ReadonlySet<string> = new Set<PairField>(['name', 'location', 'code']);
const aboutCode: ReadonlySet<string> = new Set([
  'wrong-code',
  'malformed-code',
  'no-longer-live',
  'already-paired',
]);

export function refusalOf(problem: CloudProblem): Refusal {
  const { title, advice } = sentencesFor(problem);
  if (aboutCode.has(problem.code)) return { at: 'code', title, advice };
  return { at: isField(problem.field) ? problem.field : 'form', title, advice };
}

function isField(field: string | undefined): field is PairField {
  return field !== undefined && fields.has(field);
}
