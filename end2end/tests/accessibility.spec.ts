// The rules of axe on every state of the banner and on every page of the admin UI.
import type { Page } from '@playwright/test';
import { expect, test } from '../support/test.ts';
import { violations } from '../support/axe.ts';
import { Owner, pages } from '../support/owner.ts';
import type { Visit } from '../support/visit.ts';

test.use({ server: 'accessibility' });

/** What a visitor meets, each from the one before; the page has a frame that waits all the time. */
const states: Record<string, (visit: Visit) => Promise<unknown>> = {
  banner: (visit) => visit.open('/page'),
  settings: (visit) => visit.banner.locator('[data-assent-action="settings"]').click(),
  'opened trackers': async (visit) => {
    for (const summary of await visit.settings.locator('summary').all()) await summary.click();
  },
  'closed, with a placeholder': (visit) => visit.recorded(() => visit.settings.locator('[data-assent-action="reject-all"]').click()),
  'opened again': (visit) => visit.reopen.click(),
};

const looks: Record<string, { lang?: string; prepare: (page: Page) => Promise<void> }> = {
  light: { prepare: async () => {} },
  dark: { prepare: (page) => page.emulateMedia({ colorScheme: 'dark' }) },
  'forced colours': { prepare: (page) => page.emulateMedia({ forcedColors: 'active' }) },
  'at 320 pixels': { prepare: (page) => page.setViewportSize({ width: 320, height: 640 }) },
  'right to left': { lang: 'ar', prepare: async () => {} },
};

for (const [look, { lang = 'en', prepare }] of Object.entries(looks)) {
  test(`every state of the banner keeps the rules: ${look}`, async ({ visit, page }) => {
    const frame = '<iframe data-assent="preferences" data-src="/embed/film" title="A film"></iframe>';
    await visit.serve('/page', visit.html(frame, { lang, dir: lang === 'ar' ? 'rtl' : 'ltr' }));
    await prepare(page);
    for (const [state, enter] of Object.entries(states)) {
      await enter(visit);
      expect(await violations(page), state).toEqual([]);
    }
  });
}

test('at 320 pixels nothing is cut off or scrolls sideways', async ({ visit, page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await visit.open();
  const fits = (selector: string) => page.locator(selector).evaluate((layer) => layer.scrollWidth <= layer.clientWidth + 1 && layer.getBoundingClientRect().right <= innerWidth);
  expect(await fits('[data-assent-layer="banner"]')).toBe(true);
  for (const button of await visit.banner.getByRole('button').all()) {
    await button.scrollIntoViewIfNeeded();
    await expect(button).toBeInViewport({ ratio: 1 });
  }
  await visit.button(visit.banner, 'Settings').click();
  expect(await fits('[data-assent-layer="settings"]')).toBe(true);
  for (const button of await visit.settings.getByRole('button').all()) {
    await button.scrollIntoViewIfNeeded();
    await expect(button).toBeInViewport({ ratio: 1 });
  }
});

test('who asked for less motion gets none', async ({ assent, visit, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const moving = (selector: string) =>
    page.locator(selector).evaluateAll((all) =>
      all.filter((element) => {
        const { animationName, animationDuration, transitionDuration } = getComputedStyle(element);
        return (animationName !== 'none' && parseFloat(animationDuration) > 0.01) || transitionDuration.split(',').some((duration) => parseFloat(duration) > 0.01);
      }).map((element) => element.tagName),
    );
  await visit.open();
  expect(await moving('#assent-root, #assent-root *')).toEqual([]);
  await page.goto(`${assent.url}/you/demo`);
  expect(await moving('body *')).toEqual([]);
  await page.goto(`${assent.url}/sign-in`);
  expect(await moving('body *')).toEqual([]);
});

for (const scheme of ['light', 'dark'] as const) {
  test(`the pages of the admin UI keep the rules: ${scheme}`, async ({ assent, page }) => {
    // A dozen pages, and axe looks at every element of each.
    test.setTimeout(300_000);
    const owner = await Owner.of(assent, page);
    await page.emulateMedia({ colorScheme: scheme });
    const found: string[] = [];
    for (const path of pages) {
      await owner.open(path);
      for (const line of await violations(page)) found.push(`${path} ${line}`);
    }
    expect(found).toEqual([]);
  });
}
