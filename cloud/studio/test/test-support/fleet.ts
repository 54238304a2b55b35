/** Many devices of the person who is signed in on a page, put into the database of the running cloud. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openDatabase } from '../../../src/database/open-database.ts';
import { seedDevices } from '../../../src/devices/testing/seed-devices.ts';
import { call } from './browser.ts';

export async function giveDevices(
  page: Page,
  cloud: { url: string; data: string },
  count: number,
): Promise<string[]> {
  const { account } = await call(page.context(), cloud.url, 'GET', '/api/v1/session');
  const db = openDatabase({ file: join(cloud.data, 'cloud.sqlite') });
  try {
    return await seedDevices(db, { accountId: account.id, count, now: Date.now() });
  } finally {
    await db.destroy();
  }
}
