/**
 * How one key of a settings schema is called and written outside the program.
 *
 * The names follow from the key alone, so that whoever knows one form knows all: `publicUrl` is `--public-url`,
 * `SIGNET_CLOUD_PUBLIC_URL`, and `"publicUrl"` in the file.
 */
import { z } from 'zod';

/** What a setting takes on the command line. */
export type SettingKind = 'text' | 'number' | 'boolean' | 'list';

/** `publicUrl` -> `public-url`. */
export function flagName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `publicUrl` -> `PREFIX_PUBLIC_URL`. */
export function environmentName(prefix: string, key: string): string {
  return prefix + flagName(key).replaceAll('-', '_').toUpperCase();
}

/** Looks through defaults, optionals and pipes for the type that a person writes. */
export function kindOf(schema: unknown): SettingKind {
  if (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodPrefault
  ) {
    return kindOf(schema.unwrap());
  }
  if (schema instanceof z.ZodPipe) return kindOf(schema.in);
  if (schema instanceof z.ZodArray) return 'list';
  if (schema instanceof z.ZodBoolean) return 'boolean';
  if (schema instanceof z.ZodNumber) return 'number';
  if (schema instanceof z.ZodLiteral)
    return [...schema.values].every((value) => typeof value === 'number') ? 'number' : 'text';
  if (schema instanceof z.ZodUnion)
    return schema.options.every((option) => kindOf(option) === 'number') ? 'number' : 'text';
  return 'text';
}
