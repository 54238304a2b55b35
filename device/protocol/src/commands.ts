/**
 * What an operator can ask of a device, and how the device answers.
 *
 * A closed list: there is no shell among them. The envelope is read first and the kind inside it second, so that a
 * command of a later cloud is refused in words and never silently dropped. A device carries out each `id` at most
 * once, keeps its result until the cloud says that it has it (`command-done`), and repeats it until then.
 */
import { z } from 'zod';

/** Show the device's name on the panel for a while, so that a person before a wall of screens finds it. */
const identify = z.object({ kind: z.literal('identify'), durationMs: z.int().min(1_000).max(600_000) });
/** What the panel really shows, uploaded as PNG. */
const screenshot = z.object({ kind: z.literal('screenshot') });
const restartPlayer = z.object({ kind: z.literal('restart-player') });
const reboot = z.object({ kind: z.literal('reboot') });
/** The last lines of the agent's and the player's journal, in the result itself. */
const logTail = z.object({ kind: z.literal('log-tail'), lines: z.int().min(1).max(500) });
/** The journal of this boot and the one before, with versions and settings, uploaded as one compressed file. */
const logBundle = z.object({ kind: z.literal('log-bundle') });
/** Forget all cached content and fetch it again. */
const reloadContent = z.object({ kind: z.literal('reload-content') });
/** A new key and an empty device. The binding ends at the device; the cloud's row waits for it by serial number. */
const factoryReset = z.object({ kind: z.literal('factory-reset'), keepNetwork: z.boolean() });

export const commandSchema = z.discriminatedUnion('kind', [
  identify,
  screenshot,
  restartPlayer,
  reboot,
  logTail,
  logBundle,
  reloadContent,
  factoryReset,
]);

/** Every kind, for tables that must know them all. */
export const commandKinds = commandSchema.options.map((option) => option.shape.kind.value);

/** Where a file that a command asks for is sent: `PUT <path>` at the cloud, with the token as Bearer. */
export const uploadSchema = z.object({
  path: z.string().regex(/^\/[A-Za-z0-9/_-]{1,255}$/),
  token: z.string().min(1).max(2048),
  maxBytes: z.int().positive(),
});

/** Cloud to device. The time left is counted from arrival, because the device's clock is a rumour. */
export const commandMessageSchema = z.object({
  type: z.literal('command'),
  id: z.string().min(1).max(64),
  command: z.looseObject({ kind: z.string().min(1).max(40) }),
  expiresInMs: z.int().min(0).max(2_592_000_000),
  upload: uploadSchema.optional(),
});

/** Cloud to device: this result is stored; forget it. */
export const commandDoneSchema = z.object({ type: z.literal('command-done'), id: z.string().min(1).max(64) });

/**
 * How a command ended. `done`: the device did it. `failed`: it tried. `refused`: it will not or cannot, and nothing
 * was done. `expired`: it came too late.
 */
export const commandOutcomes = ['done', 'failed', 'refused', 'expired'] as const;

/** Device to cloud; repeated after each sign-on until `command-done`. */
export const commandResultSchema = z.object({
  type: z.literal('command-result'),
  id: z.string().min(1).max(64),
  outcome: z.enum(commandOutcomes),
  /** Why not, stable and kebab-case: `unknown-command`, `interrupted`, `no-player`, `upload-failed`. */
  code: z.string().min(1).max(64).optional(),
  detail: z.string().max(500).optional(),
  /** Text that the command was asked for, such as lines of the log. */
  output: z.string().max(40_000).optional(),
  /** The file that was uploaded. */
  file: z
    .object({
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      bytes: z.int().positive(),
      type: z.string().max(100),
    })
    .optional(),
});

export type Command = z.infer<typeof commandSchema>;
export type CommandKind = Command['kind'];
export type CommandOutcome = (typeof commandOutcomes)[number];
export type CommandMessage = z.infer<typeof commandMessageSchema>;
export type CommandResult = z.infer<typeof commandResultSchema>;
export type Upload = z.infer<typeof uploadSchema>;
