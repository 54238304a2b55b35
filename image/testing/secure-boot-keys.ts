/**
 * Firmware variables in which one certificate is the owner of the machine and signs what it may boot: Secure Boot is
 * on, and no vendor's key is known.
 *
 * `virt-fw-vars` makes them, out of the tool tree that built the image; the certificate is that of the build.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Owner } from '../../scripts/e2e/test-support/programs.ts';

const checkout = fileURLToPath(new URL('../../', import.meta.url));
const build = join(checkout, '.signet/image');
const certificate = join(build, 'keys/secure-boot.crt');
/** Without any key: in setup mode. */
const blankVariables = '/usr/share/OVMF/OVMF_VARS_4M.fd';
/** Whoever owns the keys, as UEFI names them; any number will do. */
const owner = '7a7b0c43-8cf4-4a9e-9d6e-52d0d2b7f6f1';

/** What is missing to make them, or null. A test skips with it. */
export function secureBootUnavailable(): string | null {
  if (process.getuid?.() !== 0) return 'enrolling keys needs root, as building does';
  if (!existsSync(certificate)) return 'the certificate of the build is not here';
  if (!existsSync(join(build, 'tools/usr/bin/virt-fw-vars'))) return 'the tool tree has no virt-fw-vars';
  if (!existsSync('/usr/share/OVMF/OVMF_CODE_4M.secboot.fd')) return 'there is no firmware with Secure Boot';
  return null;
}

/** A file of variables for `MachineSetup.firmwareVariables`. */
export function enrolBuildKey(t: Owner): string {
  const folder = mkdtempSync(join(checkout, 'image/out/secure-boot-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const inTools = (name: string) => join('/signet', relative(checkout, folder), name);
  copyFileSync(certificate, join(folder, 'owner.crt'));
  copyFileSync(blankVariables, join(folder, 'blank.fd'));
  const keys = ['--set-pk', '--add-kek', '--add-db'].flatMap((how) => [how, owner, inTools('owner.crt')]);
  const files = ['--input', inTools('blank.fd'), '--output', inTools('variables.fd')];
  execFileSync(
    join(checkout, 'image/enter-tools.sh'),
    [join(build, 'tools'), checkout, 'virt-fw-vars', ...files, ...keys, '--secure-boot'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  return join(folder, 'variables.fd');
}
