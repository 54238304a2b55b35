/**
 * Reads a device's configuration from its sources and merges them key by key, the strongest source first.
 *
 * Whatever is wrong, in any source, is said at once and with its line, because a technician who stands before a screen
 * with a USB stick should have to go to the computer only once. A source that is not there is no problem. It reads
 * files and decides nothing about what to do when they are wrong.
 */
import { isHttps } from './cloud-origin.ts';
import { type DeviceConfig, type DeviceConfigKey, deviceConfigSchema } from './device-config-schema.ts';
import { type JsonText, readJsonText } from './json-text.ts';
import { readSourceText } from './source-text.ts';

/** One file that may tell how a device is configured. */
export interface ConfigSource {
  path: string;
  /** What the file is called to a person. */
  label: string;
}

/** What is wrong in one place of one source. */
export interface ConfigProblem {
  /** Of the source. */
  label: string;
  /** Counted from 1; null where the whole file is meant. */
  line: number | null;
  column: number | null;
  /** The outermost key that it is about, if any. */
  key: string | null;
  /** To be read after the name of the file or key: `is not a URL`. */
  message: string;
}

export type DeviceConfigOutcome =
  /** `from` has the label of the source that each key was taken from. */
  | { outcome: 'config'; config: DeviceConfig; from: Partial<Record<DeviceConfigKey, string>> }
  /** `usable` is what could be read all the same: enough to turn the screen that shows the problems the right way up. */
  | { outcome: 'invalid'; problems: readonly ConfigProblem[]; usable: DeviceConfig };

export interface DeviceConfigRequest {
  /** Strongest first. */
  sources: readonly ConfigSource[];
  /** Refuse a cloud at an `http:` address. */
  httpsOnly: boolean;
}

export function readDeviceConfig({ sources, httpsOnly }: DeviceConfigRequest): DeviceConfigOutcome {
  const read = sources.map(({ path, label }) => ({ label, ...readSource(path, httpsOnly) }));
  const config: DeviceConfig = {};
  const from: Partial<Record<DeviceConfigKey, string>> = {};
  for (const { values, label } of read.toReversed()) {
    Object.assign(config, values);
    for (const key of Object.keys(values)) if (isKey(key)) from[key] = label;
  }
  const problems = read.flatMap(({ label, problems }) => problems.map((one) => ({ label, ...one })));
  return problems.length === 0
    ? { outcome: 'config', config, from }
    : { outcome: 'invalid', problems, usable: config };
}

type Problem = Omit<ConfigProblem, 'label'>;
interface SourceReading {
  values: DeviceConfig;
  problems: readonly Problem[];
}

function readSource(path: string, httpsOnly: boolean): SourceReading {
  const source = readSourceText(path);
  if (source.outcome === 'missing') return { values: {}, problems: [] };
  if (source.outcome === 'unreadable') {
    const { line, message } = source;
    return onlyProblem({ line, column: line === null ? null : 1, key: null, message });
  }
  const json = readJsonText(source.text);
  if (json.outcome === 'broken') {
    const { line, column, message } = json;
    return onlyProblem({ line, column, key: null, message });
  }
  const { value } = json;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const message = 'is not a JSON object, which begins with { and ends with }';
    return onlyProblem({ ...json.place([]), key: null, message });
  }
  return readEntries(value, json, httpsOnly);
}

function onlyProblem(problem: Problem): SourceReading {
  return { values: {}, problems: [problem] };
}

/** Key by key, so that one that is wrong does not hide what the others say. */
function readEntries(
  object: object,
  json: Extract<JsonText, { outcome: 'json' }>,
  httpsOnly: boolean,
): SourceReading {
  const problems: Problem[] = [];
  const values: DeviceConfig = {};
  const seen = new Set<string>();
  for (const { key, place } of json.entries) {
    if (seen.has(key)) problems.push({ ...place, key, message: 'stands here a second time' });
    else if (!isKey(key)) problems.push({ ...place, key, message: `is not known; there are ${knownKeys}` });
    else {
      const result = deviceConfigSchema.shape[key].safeParse(Reflect.get(object, key));
      const issues = result.success ? furtherIssues(key, result.data, httpsOnly) : result.error.issues;
      for (const issue of issues) {
        const path = issue.path.filter((part) => typeof part !== 'symbol');
        problems.push({ ...json.place([key, ...path]), key, message: itemWords(path) + issue.message });
      }
      if (issues.length === 0 && key !== '$schema') Object.assign(values, { [key]: result.data });
    }
    seen.add(key);
  }
  return { values, problems };
}

/** What only the place knows, and so the schema cannot hold. */
function furtherIssues(
  key: DeviceConfigKey,
  value: unknown,
  httpsOnly: boolean,
): { path: PropertyKey[]; message: string }[] {
  if (key !== 'cloud' || !httpsOnly || isHttps(String(value))) return [];
  return [{ path: [], message: 'must begin with https://' }];
}

/** Within a list the line alone may not tell which one is meant. */
function itemWords([index]: readonly (string | number)[]): string {
  return typeof index === 'number' ? `number ${index + 1} ` : '';
}

function isKey(key: string): key is DeviceConfigKey {
  return Object.hasOwn(deviceConfigSchema.shape, key);
}

const knownKeys = Object.keys(deviceConfigSchema.shape)
  .filter((key) => key !== '$schema')
  .join(', ');
