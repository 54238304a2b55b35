/**
 * How the host of a virtual machine hands systemd credentials to it: SMBIOS type 11 strings
 * (systemd.system-credentials(7)).
 *
 * Always in the base64 form, because values hold line ends and quotes; always through files, because QEMU splits
 * its arguments at commas and the system limits one argument to 128 KiB.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Name -> value, such as `signet.config` -> its JSON. */
export type Credentials = Readonly<Record<string, string>>;

/** Writes the strings to files in `folder`; returns QEMU's arguments that pass them on. */
export function credentialArguments(credentials: Credentials, folder: string): string[] {
  return Object.entries(credentials).flatMap(([name, value], index) => {
    const file = join(folder, `credential-${index}`);
    writeFileSync(file, credentialString(name, value));
    return ['-smbios', `type=11,path=${file}`];
  });
}

export function credentialString(name: string, value: string): string {
  return `io.systemd.credential.binary:${name}=${Buffer.from(value).toString('base64')}`;
}
