/**
 * What goes to the boot volume as `signet.json`: a file as it is, a provisioning token, or the file with the token in it.
 *
 * Judged before anything is written, by the same functions as on the device: a mistyped token would otherwise be found
 * out in front of the panel. No problem repeats the token.
 */
import { existsSync, readFileSync } from 'node:fs';
import { readProvisioningToken, type TokenReading } from '@signet/protocol';
import { configProblems } from './boot-config.ts';

const tokenProblems: { readonly [key in Exclude<TokenReading['outcome'], 'token'>]: string } = {
  'not-a-token': 'TOKEN is not a provisioning token, which begins with sgt_.',
  'wrong-length': 'TOKEN is not as long as a provisioning token, which has 33 characters after sgt_.',
  mistyped: 'TOKEN is mistyped: its last characters do not fit the others. Copy it once more.',
};

/** `text` is undefined where there is nothing to put there. */
export type ConfigText = { text: string | undefined } | { problems: readonly string[] };

export function configTextOf(path: string | undefined, token: string | undefined): ConfigText {
  const reading = token === undefined ? undefined : readProvisioningToken(token);
  const problems = [...fileProblems(path)];
  if (reading !== undefined && reading.outcome !== 'token') problems.push(tokenProblems[reading.outcome]);
  if (problems.length > 0) return { problems };
  const text = path === undefined ? undefined : readFileSync(path, 'utf8');
  if (reading?.outcome !== 'token') return { text };
  const given: object = text === undefined ? {} : JSON.parse(text.replace(/^\uFEFF/, ''));
  return { text: `${JSON.stringify({ ...given, provisioningToken: reading.token }, null, 2)}\n` };
}

function fileProblems(path: string | undefined): readonly string[] {
  if (path === undefined) return [];
  return existsSync(path) ? configProblems(path) : [`There is no configuration at ${path}.`];
}
