/** Looks at a page with axe, in both colours and at both widths, as it is at that moment. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import type { Test } from 'tap';
import { desk, phone } from './browser.ts';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/**
 * Not of WCAG: Mantine heads its dialogs with a `header` element, which axe takes for a second banner, and opens its
 * menus at the end of the document, outside of all landmarks.
 */
const notOurs = ['landmark-no-duplicate-banner', 'landmark-unique', 'region'];
/** Looks at the page as it is now, in all four ways. */
export async function lookOver(t: Test, page: Page, what: string): Promise<void> {
  const before = page.viewportSize() ?? phone;
  for (const viewport of [phone, desk]) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.waitForFunction(
        (scheme) => document.documentElement.dataset['mantineColorScheme'] === scheme,
        colorScheme,
      );
      // There are no frames in it; without this, axe opens another page for each look.
      const axe = new AxeBuilder({ page }).setLegacyMode();
      // The document is the same in all four: colours and sizes are all that can differ.
      if (viewport === phone && colorScheme === 'light') axe.withTags(rules).disableRules(notOurs);
      else axe.withRules(['color-contrast', 'target-size']);
      const { violations } = await axe.analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
      t.same(found, [], `${what}, ${viewport.width} px, ${colorScheme}`);
    }
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    t.equal(tooWide, 0, `${what} does not scroll sideways at ${viewport.width} px`);
  }
  await page.setViewportSize(before);
}
