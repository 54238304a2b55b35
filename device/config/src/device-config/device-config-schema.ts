/**
 * What a device can be told before it knows any cloud, as one schema for all the places that may tell it (DESIGN
 * section 7): a credential, `signet.json` on the boot partition, the built-in defaults.
 *
 * Every key may be missing, because each source says only what it wants otherwise. The boot partition can be read by
 * whoever holds the disk, so the one secret that has a place here is a provisioning token, which is able only to enrol.
 * No message holds it.
 */
import { X509Certificate } from 'node:crypto';
import { readProvisioningToken, type TokenReading } from '@signet/protocol';
import { z } from 'zod';
import { cloudOrigin } from './cloud-origin.ts';

/** RFC 7468 section 5, one certificate; explanatory text around it is refused. */
const pemShape = /^\s*-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*$/;

const certificate = z
  .string('is not a text')
  .regex(pemShape, {
    error:
      'is not one PEM certificate; it begins with -----BEGIN CERTIFICATE----- and has \\n where its lines end',
    abort: true,
  })
  .refine(isCertificate, 'looks like a PEM certificate, but cannot be read as one');

/** RFC 1123 names, and addresses, as systemd-timesyncd and chrony take them. */
const timeServer = z.union([z.hostname(), z.ipv6()], 'is not a host name such as time.example');

const tokenProblems: { readonly [key in Exclude<TokenReading['outcome'], 'token'>]: string } = {
  'not-a-token': 'is not a provisioning token, which begins with sgt_',
  'wrong-length': 'is not as long as a provisioning token, which has 33 characters after sgt_',
  mistyped: 'is mistyped: its last characters do not fit the others; copy it once more',
};

const provisioningToken = z.string('is not a text').transform((text, context) => {
  const reading = readProvisioningToken(text);
  if (reading.outcome === 'token') return reading.token;
  context.issues.push({ code: 'custom', message: tokenProblems[reading.outcome], input: text });
  return z.NEVER;
});

export const deviceConfigSchema = z
  .strictObject({
    $schema: z
      .string('is not a text')
      .optional()
      .describe('Where this schema is, for the editor that the file is written in. A device ignores it.'),
    cloud: cloudOrigin.optional().describe('Address of the cloud, such as https://signet.example.'),
    caCertificates: z
      .array(certificate, 'is not a list')
      .max(32, 'holds more than 32 certificates')
      .optional()
      .describe('PEM certificates that the device trusts besides the public ones, one in each text.'),
    provisioningToken: provisioningToken
      .optional()
      .describe('Token by which the device enrols itself, such as sgt_ and 33 characters more.'),
    rotation: z
      .literal([0, 90, 180, 270], 'is 0, 90, 180 or 270')
      .optional()
      .describe('Degrees clockwise by which the panel is mounted.'),
    timeServers: z
      .array(timeServer, 'is not a list')
      .max(16, 'holds more than 16 names')
      .optional()
      .describe('Names or addresses of NTP servers, the first one first.'),
  })
  .describe('Configuration of a Signet device: signet.json on its boot partition.');

/** A configuration as a device reads it. */
export type DeviceConfig = z.output<typeof deviceConfigSchema>;
/** Something that a configuration can say. */
export type DeviceConfigKey = keyof DeviceConfig;

/** The same as JSON Schema (draft 2020-12), of what a person writes. Published as `signet.schema.json`. */
export function deviceConfigJsonSchema(): unknown {
  return z.toJSONSchema(deviceConfigSchema, { io: 'input' });
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}
