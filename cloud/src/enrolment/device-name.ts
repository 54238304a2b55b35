/**
 * The name of a device that nobody has named yet: something a person can find in a list and on a label. Pure.
 */

/** What firmware makers leave in DMI when they have nothing to say. */
const meaningless =
  /^(?:to be filled by o\.?e\.?m\.?|system product name|default string|unknown|none|n\/a)?$/i;

const maxModelLength = 60;
/** A serial up to this length is recognised best whole. */
const wholeSerialLength = 8;

/**
 * Model and serial, or the end of a long one, such as `Node Pro 4F2A`; the end of the device ID where the serial says
 * nothing. A number is added where the account has that name already.
 */
export function defaultDeviceName(
  device: { model: string; serial: string; deviceId: string },
  taken: ReadonlySet<string>,
): string {
  const model = device.model.trim();
  const serial = device.serial.trim();
  const label = meaningless.test(model) ? 'Screen' : model.slice(0, maxModelLength).trim();
  const distinct = meaningless.test(serial) ? device.deviceId : serial;
  const name = `${label} ${shortSerial(distinct)}`;
  if (!taken.has(name)) return name;
  for (let number = 2; ; number += 1) {
    const numbered = `${name} (${number})`;
    if (!taken.has(numbered)) return numbered;
  }
}

function shortSerial(serial: string): string {
  if (serial.length <= wholeSerialLength) return serial.toUpperCase();
  return serial
    .replace(/[^0-9A-Za-z]/g, '')
    .slice(-4)
    .toUpperCase();
}
