/**
 * How one part of the cloud tells the others that something of an account's device is different now.
 *
 * Beside the device bus, which speaks to the device: this one is for whoever watches an account. News carries no
 * state; who wants to know more reads the rows, so that news which is lost, doubled or late misleads nobody, and
 * several nodes need nothing more than a shared notice board. It names the account, because a device that was
 * removed has none any more.
 */
export const newsKinds = ['bound', 'removed', 'edited', 'online', 'offline', 'reported', 'health'] as const;
export type NewsKind = (typeof newsKinds)[number];

export interface DeviceNews {
  accountId: string;
  deviceId: string;
  what: NewsKind;
}

export interface DeviceNewsBus {
  /** Called after the transaction that changed something has committed. */
  publish(news: readonly DeviceNews[]): void;
  /** Returns the way to end the subscription. */
  subscribe(listener: (news: readonly DeviceNews[]) => void): () => void;
}

/** The bus of a single node: calls listeners at once, on the caller's stack. */
export function createLocalDeviceNewsBus(): DeviceNewsBus {
  const listeners = new Set<(news: readonly DeviceNews[]) => void>();
  return {
    publish(news) {
      if (news.length === 0) return;
      for (const listener of listeners) listener(news);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
