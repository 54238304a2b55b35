/**
 * Every setting of the agent, in one schema: flags, environment, file and help all follow from it.
 *
 * Parsed once, in `main.ts`; nothing else reads the environment.
 */
import { cloudOrigin, isHttps } from '@signet/config/device-config';
import { z } from 'zod';

const geometry = z
  .string()
  .regex(
    /^\d{2,5}x\d{2,5}x(16|24|32)$/,
    'should look like 1280x720x32: width, height, bits for each pixel (16, 24 or 32)',
  )
  .transform((text) => {
    const [widthPx = 0, heightPx = 0, bitsPerPixel = 0] = text.split('x').map(Number);
    return { widthPx, heightPx, bitsPerPixel };
  });

const listen = z
  .string()
  .regex(
    /^(127\.\d+\.\d+\.\d+|localhost|\[::1\]):\d{1,5}$/,
    'should look like 127.0.0.1:8090; the agent listens on loopback only',
  )
  .transform((text) => {
    const colon = text.lastIndexOf(':');
    return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
  });

const displays = z
  .array(z.enum(['framebuffer', 'browser', 'terminal'], 'is one of framebuffer, browser, terminal'))
  .min(1, 'needs at least one display');

const settings = z.object({
  cloud: cloudOrigin
    .optional()
    .describe('address of the cloud; it may stand in a file of --device-config instead')
    .meta({ placeholder: 'URL' }),
  deviceConfig: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'files that configure the device, strongest first: cloud, provisioningToken, rotation, caCertificates, timeServers; flags beat them, and one that is not there is no mistake',
    )
    .meta({ placeholder: 'FILE' }),
  httpsOnly: z.boolean().default(false).describe('refuse a cloud at an http:// address, as a device does'),
  data: z
    .string()
    .min(1)
    .default('.signet/device')
    .describe('where the key, the database and the content are kept')
    .meta({ placeholder: 'DIR' }),
  display: displays
    .default(['browser'])
    .describe(
      'where screens are drawn: framebuffer, browser, terminal; several may be given. The loopback page of --listen is always there',
    )
    .meta({ placeholder: 'framebuffer|browser|terminal' }),
  framebuffer: z
    .string()
    .min(1)
    .default('/dev/fb0')
    .describe('the framebuffer device, or a plain file (needs --geometry)')
    .meta({ placeholder: 'PATH' }),
  geometry: geometry
    .optional()
    .describe('pixels of a framebuffer that is a plain file')
    .meta({ placeholder: '1280x720x32' }),
  stride: z
    .int('is a number of bytes')
    .positive()
    .optional()
    .describe('bytes from one line of the framebuffer to the next, where that is more than its pixels need')
    .meta({ placeholder: 'N' }),
  rotation: z
    .literal([0, 90, 180, 270], 'is 0, 90, 180 or 270')
    .optional()
    .describe('degrees clockwise by which the panel is mounted')
    .meta({ placeholder: '0|90|180|270', shownDefault: '0' }),
  serial: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe("serial number to show (default: the machine's)")
    .meta({ placeholder: 'S' }),
  model: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe("model to show (default: the machine's)")
    .meta({ placeholder: 'M' }),
  playerUnit: z
    .string()
    .min(1)
    .optional()
    .describe(
      'the agent runs the player: folder in which it writes the files start, reveal and stop (default: a person opens the page of --listen)',
    )
    .meta({ placeholder: 'DIR' }),
  playerCgroup: z
    .string()
    .min(1)
    .optional()
    .describe('cgroup of what runs as long as the player does, by which the agent sees that it runs')
    .meta({ placeholder: 'PATH' }),
  bootId: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe("identifies this boot (default: the kernel's); a new one means a new pairing code")
    .meta({ placeholder: 'ID' }),
  clockDoubt: z
    .string()
    .min(1)
    .optional()
    .describe(
      "file to write when the clock does not fit the cloud's certificate; signet-clock sets it by that",
    )
    .meta({ placeholder: 'PATH' }),
  timeServersFile: z
    .string()
    .min(1)
    .optional()
    .describe('file to write the configured time servers to, for systemd-timesyncd')
    .meta({ placeholder: 'PATH' }),
  listen: listen
    .default({ host: '127.0.0.1', port: 8090 })
    .describe('loopback address of the page that shows the screen and plays (port 0: any)')
    .meta({ placeholder: '127.0.0.1:8090', shownDefault: '127.0.0.1:8090' }),
});

/** Said together with whatever else is wrong, and not only once that is mended. */
const always = { when: () => true };

export const settingsSchema = settings
  .refine(({ cloud, deviceConfig }) => cloud !== undefined || (deviceConfig ?? []).length > 0, {
    path: ['cloud'],
    error: 'is needed',
    ...always,
  })
  .refine(({ cloud, httpsOnly }) => httpsOnly !== true || cloud === undefined || isHttps(cloud), {
    path: ['cloud'],
    error: 'must begin with https://, because of --https-only',
  });

export type AgentSettings = z.output<typeof settingsSchema>;
