/** Under which names the cache keeps what was read of devices. */
export const devicesKey = ['devices'] as const;
/** Each list under this and its query. */
export const listsKey = [...devicesKey, 'list'] as const;
export const surveyKey = [...devicesKey, 'survey'] as const;
export const historyKey = (id: string) => [...devicesKey, 'history', id] as const;
export const healthKey = (id: string) => [...devicesKey, 'health', id] as const;
export const deviceKey = (id: string) => [...devicesKey, 'one', id] as const;
