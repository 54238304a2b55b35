/**
 * A device's network settings, as one shape for the file on a stick, the console, a provisioning token and the wire.
 *
 * A person writes it in a file, where an unknown key is a mistake to be named; a cloud sends it, where an unknown key
 * is the future. So the same fields come as a strict and as a forgiving schema. What is not said is left to DHCP.
 */
import { z } from 'zod';

const ipv4 = z.ipv4('is not an IPv4 address such as 192.0.2.10');
const ipAddress = z.union([ipv4, z.ipv6()], 'is not an IP address');
const cidr = z.union(
  [z.cidrv4(), z.cidrv6()],
  'is not an address with its prefix length, such as 192.0.2.10/24',
);

const proxyUrl = z
  .url({ protocol: /^https?$/, error: 'is not an address such as http://proxy.example:3128' })
  .max(300, 'is too long');

function shape(object: typeof z.object | typeof z.strictObject) {
  const staticAddress = object({
    address: cidr.describe('Address with prefix length, such as 192.0.2.10/24.'),
    gateway: ipAddress.optional().describe('Where other networks are reached.'),
  });
  const wifi = object({
    ssid: z.string('is not a text').min(1, 'is empty').max(32, 'is longer than 32 characters'),
    passphrase: z
      .string('is not a text')
      .min(8, 'is shorter than 8 characters')
      .max(63, 'is longer than 63 characters')
      .optional()
      .describe('WPA2 or WPA3 passphrase; left out for an open network.'),
    hidden: z.boolean('is true or false').optional(),
  });
  const proxy = object({
    url: proxyUrl.describe('HTTP proxy that is asked to CONNECT, such as http://proxy.example:3128.'),
    noProxy: z
      .array(z.string().min(1).max(253), 'is not a list')
      .max(32, 'holds more than 32 names')
      .optional(),
  });
  return object({
    static: staticAddress.optional().describe('A fixed address on the wired network, instead of DHCP.'),
    dns: z.array(ipAddress, 'is not a list').max(4, 'holds more than 4 addresses').optional(),
    proxy: proxy.optional(),
    wifi: wifi.optional(),
  });
}

/** As the cloud sends it. */
export const networkSettingsSchema = shape(z.object);
/** As a person writes it: unknown keys are refused by name. */
export const strictNetworkSettingsSchema = shape(z.strictObject);

export type NetworkSettings = z.infer<typeof networkSettingsSchema>;
