/**
 * Turns the text of one WebSocket message into a message, or says exactly what was wrong with it.
 *
 * Never throws, whatever the input: both ends face bytes from the network, and a peer's mistake must not
 * become a crash. A kind that is not known is its own outcome, because a newer peer may send it in good faith.
 */
import type { z } from 'zod';
import { type CloudMessage, cloudMessageSchema } from './cloud-messages.ts';
import { type DeviceMessage, deviceMessageSchema } from './device-messages.ts';
import { maxMessageBytes } from './wire.ts';

/** What one text turned out to be. */
export type Parsed<Message> =
  | { outcome: 'message'; message: Message }
  | { outcome: 'unknown-type'; type: string }
  | {
      outcome: 'malformed';
      problem: 'too-large' | 'not-json' | 'not-an-object' | 'no-type' | 'wrong-shape';
      detail: string;
    };

/** Reads a message from the cloud. */
export function parseCloudMessage(text: string): Parsed<CloudMessage> {
  return parse(text, cloudMessageSchema);
}

/** Reads a message from a device. */
export function parseDeviceMessage(text: string): Parsed<DeviceMessage> {
  return parse(text, deviceMessageSchema);
}

type MessageUnion = z.ZodDiscriminatedUnion<readonly z.ZodObject<{ type: z.ZodLiteral<string> }>[]>;

function parse<Union extends z.ZodType>(
  text: string,
  union: Union & { options: MessageUnion['options'] },
): Parsed<z.output<Union>> {
  // A UTF-16 unit takes at most three bytes, so most messages need no exact count.
  if (
    text.length > maxMessageBytes ||
    (text.length * 3 > maxMessageBytes && utf8Bytes(text) > maxMessageBytes)
  ) {
    return malformed('too-large', `A message may have ${maxMessageBytes} bytes.`);
  }
  const value = parseJson(text);
  if (!value.ok) return malformed('not-json', 'The message is not JSON.');
  if (typeof value.json !== 'object' || value.json === null || Array.isArray(value.json)) {
    return malformed('not-an-object', 'The message is not a JSON object.');
  }
  const type = 'type' in value.json ? value.json.type : undefined;
  if (typeof type !== 'string' || type.length === 0)
    return malformed('no-type', 'The message has no "type".');
  if (!union.options.some((option) => option.shape.type.value === type)) {
    return { outcome: 'unknown-type', type: type.slice(0, 64) };
  }
  const result = union.safeParse(value.json);
  if (result.success) return { outcome: 'message', message: result.data };
  const issue = result.error.issues[0];
  const path = issue?.path.map(String).join('.');
  return malformed(
    'wrong-shape',
    `${type}: ${path ? `${path}: ` : ''}${issue?.message ?? 'wrong shape'}`.slice(0, 300),
  );
}

function malformed(
  problem: Extract<Parsed<never>, { outcome: 'malformed' }>['problem'],
  detail: string,
): Parsed<never> {
  return { outcome: 'malformed', problem, detail };
}

function parseJson(text: string): { ok: true; json: unknown } | { ok: false } {
  try {
    return { ok: true, json: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
