/**
 * Every setting of the cloud, in one schema: flags, environment, file and help all follow from it.
 *
 * Parsed once, in `main.ts`; nothing else reads the environment. What needs the outside world to be judged (a
 * file that is missing, a port in use) is found where it is used.
 */
import { z } from 'zod';
import { readTrustedProxy } from './http/client-address.ts';

const hourMs = 3_600_000;

const origin = z
  .url({ error: 'is not a URL; it should look like https://signet.example', abort: true })
  .refine((text) => /^https?:$/.test(new URL(text).protocol), 'must begin with https:// or http://')
  .refine(
    (text) => new URL(text).href === `${new URL(text).origin}/`,
    'is an address without a path, such as https://signet.example',
  )
  .transform((text) => new URL(text).origin);

const listen = z
  .string()
  .regex(
    /^(\[[0-9a-fA-F:.]+\]|[^:[\]\s]+):\d{1,5}$/,
    'should look like 127.0.0.1:8080 or [::]:8080; port 0 takes a free one',
  )
  .transform((text) => {
    const colon = text.lastIndexOf(':');
    return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
  })
  .refine(({ port }) => port <= 65_535, 'has a port above 65535');

const trustedProxy = z
  .string()
  .refine(
    (text) => readTrustedProxy(text) !== null,
    'holds something that is no address and no CIDR block such as 10.0.0.0/8',
  )
  .transform((text) => readTrustedProxy(text))
  .pipe(z.object({ address: z.string(), prefixBits: z.number(), family: z.enum(['ipv4', 'ipv6']) }));

export const settingsSchema = z
  .object({
    data: z
      .string()
      .min(1)
      .default('.signet/cloud')
      .describe('where the database, the media and the secret are kept')
      .meta({ placeholder: 'DIR' }),
    listen: listen
      .prefault('127.0.0.1:8080')
      .describe('address and port to listen on; port 0 takes a free one')
      .meta({ placeholder: '127.0.0.1:8080' }),
    publicUrl: origin
      .optional()
      .describe('address under which people and devices reach the cloud; by default the one it listens on')
      .meta({ placeholder: 'URL' }),
    additionalOrigins: z
      .array(origin)
      .default([])
      .describe('further addresses of the same cloud, such as one inside the building')
      .meta({ placeholder: 'URL' }),
    tlsCert: z
      .string()
      .min(1)
      .optional()
      .describe('certificate chain (PEM); with it, https is spoken')
      .meta({ placeholder: 'FILE' }),
    tlsKey: z
      .string()
      .min(1)
      .optional()
      .describe('private key of the certificate (PEM)')
      .meta({ placeholder: 'FILE' }),
    trustedProxies: z
      .array(trustedProxy)
      .default([])
      .describe('proxies whose X-Forwarded-For is believed, as addresses or CIDR blocks')
      .meta({ placeholder: 'CIDR' }),
    logLevel: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
      .default('info')
      .describe('least severe line that is logged: trace, debug, info, warn, error, fatal, silent')
      .meta({ placeholder: 'LEVEL' }),
    studio: z
      .string()
      .min(1)
      .optional()
      .describe('folder of the built Studio; by default the one beside the program')
      .meta({ placeholder: 'DIR' }),
    pairingGraceMs: z
      .int('is a number of milliseconds')
      .min(1_000)
      .default(24 * hourMs)
      .describe('how long a pairing code outlives the last contact with its device')
      .meta({ placeholder: 'MS' }),
    lapseAfterMs: z
      .int('is a number of milliseconds')
      .min(0)
      .default(90 * 24 * hourMs)
      .describe('how long a paired device may stay away before it must be paired again; 0 for ever')
      .meta({ placeholder: 'MS' }),
    removalGraceMs: z
      .int('is a number of milliseconds')
      .min(0)
      .default(60_000)
      .describe('how long a removal can be undone before its device is told; 0 tells it at once')
      .meta({ placeholder: 'MS' }),
    deviceLimit: z
      .int('is a number of devices')
      .min(0)
      .max(9_999_999)
      .optional()
      .describe('how many devices a new account may have; without it there is no limit')
      .meta({ placeholder: 'N' }),
    smtpUrl: z
      .string()
      .regex(/^smtps?:\/\/\S+$/, 'should look like smtp://user:password@mail.example:587')
      .refine((text) => URL.canParse(text) && new URL(text).hostname !== '', 'names no mail server')
      .optional()
      .describe('mail server; with it, addresses are confirmed by mail and passwords can be reset')
      .meta({ placeholder: 'URL' }),
    mailFrom: z
      .string()
      .regex(/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/, 'should look like "Signet <signet@example.com>"')
      .optional()
      .describe('sender of all mails; needed beside --smtp-url')
      .meta({ placeholder: 'ADDRESS' }),
    mailPage: z
      .boolean()
      .default(false)
      .describe(
        'shows all mails at /demo/mails to this computer alone; for trying Signet without a mail server',
      ),
    signInProviders: z
      .string()
      .min(1)
      .optional()
      .describe('JSON file with the identity providers that everybody may sign in with')
      .meta({ placeholder: 'FILE' }),
    internalIdpOrigins: z
      .array(origin)
      .default([])
      .describe('identity providers inside the building that accounts may use, although they are not public')
      .meta({ placeholder: 'URL' }),
    auditKeptDays: z
      .int('is a number of days')
      .min(0)
      .default(400)
      .describe('how long lines of the audit log are kept, also of accounts that were closed; 0 for ever')
      .meta({ placeholder: 'DAYS' }),
    mediaMaxMb: z
      .int('is a number of MiB')
      .min(1)
      .default(1_024)
      .describe('how large one uploaded picture or film may be, in MiB')
      .meta({ placeholder: 'MB' }),
    mediaQuotaMb: z
      .int('is a number of MiB')
      .min(0)
      .default(20 * 1_024)
      .describe('how much media an account may keep, in MiB; 0 for any')
      .meta({ placeholder: 'MB' }),
    shutdownDeadlineMs: z
      .int('is a number of milliseconds')
      .min(0)
      .default(5_000)
      .describe('how long requests may take to finish after SIGTERM')
      .meta({ placeholder: 'MS' }),
  })
  .refine((settings) => settings.tlsKey === undefined || settings.tlsCert !== undefined, {
    path: ['tlsCert'],
    message: 'is needed beside --tls-key',
  })
  .refine((settings) => settings.tlsCert === undefined || settings.tlsKey !== undefined, {
    path: ['tlsKey'],
    message: 'is needed beside --tls-cert',
  })
  .refine((settings) => settings.smtpUrl === undefined || settings.mailFrom !== undefined, {
    path: ['mailFrom'],
    message: 'is needed beside --smtp-url',
  })
  .refine((settings) => settings.publicUrl !== undefined || !isEveryAddress(settings.listen.host), {
    path: ['publicUrl'],
    message: 'is needed when listening on every address',
  });

export type Settings = z.output<typeof settingsSchema>;

function isEveryAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}
