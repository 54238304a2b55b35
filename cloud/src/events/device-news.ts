/**
 * How one part of the cloud tells the others that something of an account's device, or of its content, is different now.
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

export const contentKinds = ['media', 'playlists'] as const;
export type ContentKind = (typeof contentKinds)[number];

/** Something of the account's files, or of its playlists and who plays them. */
export interface ContentNews {
  accountId: string;
  content: ContentKind;
}

export type News = DeviceNews | ContentNews;

export interface DeviceNewsBus {
  /** Called after the transaction that changed something has committed. */
  publish(news: readonly News[]): void;
  /** Returns the way to end the subscription. */
  subscribe(listener: (news: readonly News[]) => void): () => void;
}

/** The bus of a single node: calls listeners at once, on the caller's stack. */
export function createLocalDeviceNewsBus(): DeviceNewsBus {
  const listeners = new Set<(news: readonly News[]) => void>();
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
