/**
 * Writes the `--help` of a program from its settings schema.
 *
 * The text is made from the schema alone, because help that is written beside the code goes stale.
 */
import { z } from 'zod';
import { environmentName, flagName, kindOf } from './names.ts';

const lineWidth = 100;

/** What the help needs of a program. */
export interface HelpRequest {
  program: string;
  summary: string;
  environmentPrefix: string;
  schema: z.ZodObject;
}

export function renderHelp(request: HelpRequest): string {
  const rows = Object.entries(request.schema.shape).map(([key, schema]) => ({
    flag: `--${flagName(key)}${placeholderOf(schema)}`,
    text: textOf(key, schema, request.environmentPrefix),
  }));
  rows.push(
    {
      flag: '--config FILE',
      text: `a JSON file with the same settings in camelCase [${request.environmentPrefix}CONFIG]`,
    },
    { flag: '-h, --help', text: 'this text' },
    { flag: '--version', text: 'the version' },
  );
  const column = 4 + Math.min(34, Math.max(...rows.map((row) => row.flag.length)));
  const lines = rows.map(({ flag, text }) => row(flag, text, column));
  return `${request.program}: ${request.summary}\n\nUsage: ${request.program} [settings]\n\n${lines.join('')}
Flags beat the environment, which beats the file, which beats the defaults.\n`;
}

function placeholderOf(schema: unknown): string {
  if (kindOf(schema) === 'boolean') return '';
  const meta = schema instanceof z.ZodType ? schema.meta() : undefined;
  const placeholder = typeof meta?.['placeholder'] === 'string' ? meta['placeholder'] : 'VALUE';
  return ` ${placeholder}${kindOf(schema) === 'list' ? '...' : ''}`;
}

function textOf(key: string, schema: unknown, prefix: string): string {
  const description = schema instanceof z.ZodType ? (schema.description ?? '') : '';
  const stated = schema instanceof z.ZodType ? schema.meta()?.['shownDefault'] : undefined;
  const fallback = stated ?? (schema instanceof z.ZodDefault ? schema.def.defaultValue : undefined);
  const shown = Array.isArray(fallback) ? fallback.join(',') : String(fallback ?? '');
  const defaults = shown === '' ? '' : ` (default: ${shown})`;
  return `${description}${defaults} [${environmentName(prefix, key)}]`;
}

function row(flag: string, text: string, column: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && column + line.length + 1 + word.length > lineWidth) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  const head = `  ${flag}`;
  const first = head.length + 2 > column ? `${head}\n${' '.repeat(column)}` : head.padEnd(column);
  return `${first}${lines.join(`\n${' '.repeat(column)}`)}\n`;
}
