/** How a device is configured: one schema, read from several files, and the cloud's address wherever it is written. */
export { cloudOrigin, isHttps } from './device-config/cloud-origin.ts';
export type { DeviceConfig, DeviceConfigKey } from './device-config/device-config-schema.ts';
export {
  type ConfigProblem,
  type ConfigSource,
  type DeviceConfigOutcome,
  readDeviceConfig,
} from './device-config/read-device-config.ts';
