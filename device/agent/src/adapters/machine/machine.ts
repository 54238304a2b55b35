/**
 * What the machine says of itself: boot ID, serial and model.
 *
 * Labels for people, never proof of anything (DESIGN section 4). Firmware often fills them with placeholders,
 * which are worse than nothing on a screen, so those count as missing.
 */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

const placeholders =
  /^(|0+|none|n\/a|not (specified|applicable)|to be filled by o\.?e\.?m\.?|default string|system (serial number|product name)|unknown)$/i;

/** New at each boot of the kernel (`/proc/sys/kernel/random/boot_id`). */
export function readBootId(procfs = '/proc'): string | null {
  return readLine(join(procfs, 'sys/kernel/random/boot_id'));
}

/** DMI as the kernel shows it (`/sys/class/dmi/id`); reading the serial needs root. */
export function readLabels(sysfs = '/sys'): { model: string; serial: string } {
  const dmi = join(sysfs, 'class/dmi/id');
  const label = (name: string) => {
    const text = readLine(join(dmi, name));
    return text === null || placeholders.test(text) ? null : text.slice(0, 100);
  };
  return {
    model: label('product_name') ?? 'BYOD',
    serial: label('product_serial') ?? label('board_serial') ?? hostname().slice(0, 100),
  };
}

function readLine(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}
