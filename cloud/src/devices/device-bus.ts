/**
 * How one part of the cloud tells the node that holds a device's socket: "look at this device again".
 *
 * The message carries no state. The device session reads the rows anew and sends what they say, so a message
 * that is lost, doubled or out of order can delay a device but never mislead it, and several cloud nodes need
 * nothing more than a shared notice board (PostgreSQL LISTEN/NOTIFY, NATS).
 */
export interface DeviceBus {
  /** Called after the transaction that changed something has committed. */
  publish(deviceId: string): void;
  /** Returns the way to end the subscription. */
  subscribe(listener: (deviceId: string) => void): () => void;
}

/** The bus of a single node: calls listeners at once, on the caller's stack. */
export function createLocalDeviceBus(): DeviceBus {
  const listeners = new Set<(deviceId: string) => void>();
  return {
    publish(deviceId) {
      for (const listener of listeners) listener(deviceId);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
