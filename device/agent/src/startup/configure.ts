/**
 * What the agent runs with: its own settings, and what the device's configuration adds to them.
 *
 * Flags beat the device's configuration, because they belong to whoever started this process. What is wrong is an
 * outcome, so that the device can show it; nothing is shown or logged here.
 */
import { basename } from 'node:path';
import {
  type ConfigProblem,
  type DeviceConfig,
  type DeviceConfigOutcome,
  readDeviceConfig,
} from '@signet/config/device-config';
import type { Rotation } from '../screens/screen.ts';
import type { AgentSettings } from '../settings.ts';

export type ConfigureOutcome =
  | { outcome: 'configured'; configuration: Configuration }
  /** `rotation` as far as it could be read. */
  | { outcome: 'invalid'; trouble: ConfigTrouble; rotation: Rotation };

export interface Configuration {
  cloud: string;
  /** The one to enrol by while the device is nobody's, if any. A secret: never logged, never shown. */
  provisioningToken: string | null;
  rotation: Rotation;
  caCertificates: readonly string[];
  timeServers: readonly string[];
  /** Where each key of the device's configuration came from, for the log. */
  from: Extract<DeviceConfigOutcome, { outcome: 'config' }>['from'];
}

export type ConfigTrouble =
  | { kind: 'problems'; problems: readonly ConfigProblem[] }
  /** Nothing is wrong, but nothing names the cloud; `looked` has the labels of the sources. */
  | { kind: 'no-cloud'; looked: readonly string[] };

/** Reads the sources anew each time. */
export function configure(
  settings: Pick<AgentSettings, 'cloud' | 'rotation' | 'deviceConfig' | 'httpsOnly'>,
): ConfigureOutcome {
  const sources = settings.deviceConfig.map((path) => ({ path, label: labelOf(path) }));
  const read = readDeviceConfig({ sources, httpsOnly: settings.httpsOnly });
  const given: DeviceConfig = read.outcome === 'config' ? read.config : read.usable;
  const rotation = settings.rotation ?? given.rotation ?? 0;
  if (read.outcome === 'invalid') {
    return { outcome: 'invalid', trouble: { kind: 'problems', problems: read.problems }, rotation };
  }
  const cloud = settings.cloud ?? given.cloud;
  if (cloud === undefined) {
    const looked = sources.map(({ label }) => label);
    return { outcome: 'invalid', trouble: { kind: 'no-cloud', looked }, rotation };
  }
  const { caCertificates = [], timeServers = [], provisioningToken = null } = given;
  return {
    outcome: 'configured',
    configuration: { cloud, provisioningToken, rotation, caCertificates, timeServers, from: read.from },
  };
}

/** What a technician would call the file, who has never seen a path of this device. */
export function labelOf(path: string): string {
  const name = basename(path);
  const folders = path.split('/').slice(0, -1);
  if (folders[1] === 'efi' || folders[1] === 'boot') return `${name} (on the boot partition)`;
  if (folders.includes('credentials')) return `${name} (credential)`;
  if (folders[1] === 'usr') return `${name} (built in)`;
  return folders.length === 0 ? `${name} (in this folder)` : `${name} (in ${folders.join('/') || '/'})`;
}
