/** One settings schema, read from flags, environment and a file. */
export { loadSettings, type SettingsOutcome, type SettingsRequest } from './settings.ts';
