/** Writes `signet.schema.json` anew from the schema: `node device/config/src/device-config/renew-schema.ts`. */
import { writeFileSync } from 'node:fs';
import { deviceConfigJsonSchema } from './device-config-schema.ts';

writeFileSync(
  new URL('../../signet.schema.json', import.meta.url),
  `${JSON.stringify(deviceConfigJsonSchema(), null, 2)}\n`,
);
