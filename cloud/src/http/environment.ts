/** What every request carries through the app: Node's own objects, its true address, its ID in the log. */
import type { HttpBindings } from '@hono/node-server';

export interface Environment {
  Bindings: HttpBindings;
  Variables: {
    /** Set once, by `http/client-address.ts`. */
    address: string;
    requestId: string;
  };
}
