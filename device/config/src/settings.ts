/**
 * Reads one settings schema from flags, the environment and a JSON file, and explains it in `--help`.
 *
 * Strongest first: flags, environment, file, the schema's defaults. Whatever is wrong is said with the name
 * that the person used for it and all at once, so that nobody mends a configuration one restart at a time. It
 * never exits, prints or reads the environment itself: the program's `main.ts` does, once.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { renderHelp } from './help.ts';
import { environmentName, flagName, kindOf } from './names.ts';

/** What a program says of itself and of its settings. */
export interface SettingsRequest<Shape extends z.ZodRawShape> {
  /** As typed to start it, such as `signet-agent`. */
  program: string;
  /** One line for `--help`. */
  summary: string;
  version: string;
  /** Such as `SIGNET_AGENT_`. */
  environmentPrefix: string;
  schema: z.ZodObject<Shape>;
  /** Arguments without the program. */
  argv: readonly string[];
  environment: Readonly<Record<string, string | undefined>>;
}

/** Settings, or a text to print: `help` to stdout with exit 0, `invalid` to stderr with exit 2. */
export type SettingsOutcome<Settings> =
  | { outcome: 'settings'; settings: Readonly<Settings> }
  | { outcome: 'help'; text: string }
  | { outcome: 'invalid'; text: string };

type Source = { value: unknown; from: string };

export function loadSettings<Shape extends z.ZodRawShape>(
  request: SettingsRequest<Shape>,
): SettingsOutcome<z.output<z.ZodObject<Shape>>> {
  const problems: string[] = [];
  const flags = readFlags(request, problems);
  if (flags['help'] === true) return { outcome: 'help', text: renderHelp(request) };
  if (flags['version'] === true) return { outcome: 'help', text: `${request.program} ${request.version}\n` };

  const configFile = asText(flags['config']) ?? request.environment[`${request.environmentPrefix}CONFIG`];
  const file = configFile === undefined ? {} : readFile(configFile, request.schema.shape, problems);

  const chosen: Record<string, Source> = {};
  for (const key of Object.keys(request.schema.shape)) {
    const source = choose(key, request, flags, file, configFile);
    if (source !== undefined) chosen[key] = source;
  }
  const values = Object.fromEntries(Object.entries(chosen).map(([key, source]) => [key, source.value]));
  const result = request.schema.safeParse(values);
  if (!result.success) {
    for (const issue of result.error.issues) {
      const key = String(issue.path[0] ?? '');
      const name = chosen[key]?.from ?? `--${flagName(key)}`;
      problems.push(
        key in chosen
          ? `${name}: ${issue.message}`
          : `${name} is needed: ${describe(request.schema.shape, key)}`,
      );
    }
  }
  if (problems.length > 0 || !result.success) {
    const list = problems.map((problem) => `  ${problem}\n`).join('');
    return {
      outcome: 'invalid',
      text: `${request.program} cannot start:\n${list}See ${request.program} --help.\n`,
    };
  }
  return { outcome: 'settings', settings: Object.freeze(result.data) };
}

function readFlags<Shape extends z.ZodRawShape>(
  request: SettingsRequest<Shape>,
  problems: string[],
): Record<string, unknown> {
  const options: Record<string, { type: 'string' | 'boolean'; multiple?: boolean; short?: string }> = {
    help: { type: 'boolean', short: 'h' },
    version: { type: 'boolean' },
    config: { type: 'string' },
  };
  for (const [key, schema] of Object.entries(request.schema.shape)) {
    const kind = kindOf(schema);
    options[flagName(key)] = { type: kind === 'boolean' ? 'boolean' : 'string', multiple: kind === 'list' };
  }
  try {
    const { values } = parseArgs({
      args: [...request.argv],
      options,
      strict: true,
      allowPositionals: false,
      allowNegative: true,
    });
    return values;
  } catch (cause) {
    problems.push(cause instanceof Error ? (cause.message.split('\n')[0] ?? cause.message) : String(cause));
    return {};
  }
}

function readFile(path: string, shape: z.ZodRawShape, problems: string[]): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    problems.push(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`);
    return {};
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    problems.push(`${path}: is not a JSON object`);
    return {};
  }
  for (const key of Object.keys(json)) {
    if (!(key in shape)) problems.push(`${path}: ${key} is not a setting; see --help for those there are`);
  }
  return { ...json };
}

function choose<Shape extends z.ZodRawShape>(
  key: string,
  request: SettingsRequest<Shape>,
  flags: Record<string, unknown>,
  file: Record<string, unknown>,
  configFile: string | undefined,
): Source | undefined {
  const schema = request.schema.shape[key];
  if (schema === undefined) return undefined;
  const flag = flags[flagName(key)];
  if (flag !== undefined) return { value: convert(flag, schema), from: `--${flagName(key)}` };
  const variable = environmentName(request.environmentPrefix, key);
  const text = request.environment[variable];
  if (text !== undefined && text !== '') return { value: convert(text, schema), from: variable };
  if (key in file) return { value: file[key], from: `${configFile}: ${key}` };
  return undefined;
}

/** Text from a flag or variable becomes the type that the schema wants; what does not convert is left for zod to refuse. */
function convert(value: unknown, schema: unknown): unknown {
  const kind = kindOf(schema);
  if (kind === 'list')
    return (Array.isArray(value) ? value : [value])
      .flatMap((text) => String(text).split(','))
      .filter((text) => text !== '');
  if (typeof value !== 'string') return value;
  if (kind === 'number') return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (kind === 'boolean')
    return value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : value;
  return value;
}

function describe(shape: z.ZodRawShape, key: string): string {
  const schema = shape[key];
  return schema instanceof z.ZodType ? (schema.description ?? 'no default') : 'no default';
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
