import t from 'tap';
import { CloudProblem, type ProblemCode } from '../api/cloud-problem.ts';
import { refusalOf } from './claim-refusal.ts';

const table: [code: ProblemCode, field: string | undefined, at: string][] = [
  ['wrong-code', undefined, 'code'],
  ['malformed-code', 'code', 'code'],
  ['no-longer-live', undefined, 'code'],
  ['already-paired', undefined, 'code'],
  ['invalid-request', 'name', 'name'],
  ['invalid-request', 'location', 'location'],
  ['invalid-request', 'accountId', 'form'],
  ['invalid-request', undefined, 'form'],
  ['too-many-tries', undefined, 'form'],
  ['device-limit-reached', undefined, 'form'],
  ['unreachable', undefined, 'form'],
];
for (const [code, field, at] of table) {
  t.equal(refusalOf(new CloudProblem(code, '', { field })).at, at, `${code} about ${field} is said at ${at}`);
}
