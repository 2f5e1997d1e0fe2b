// Every layout in small windows and with large text: fair, whole, within reach, and out of the way of the keyboard.
import type { Locator } from '@playwright/test';
import { publishLayout } from '../support/owner.ts';
import { expect, test } from '../support/test.ts';
import type { Visit } from '../support/visit.ts';

test.use({ server: 'layouts' });

/** The windows that leave little room; `text` is the size that the visitor's browser is set to, in pixels. */
const WINDOWS = {
  'at 320 pixels': { width: 320, height: 640, text: 16 },
  'on a phone that lies': { width: 740, height: 360, text: 16 },
  'with text at twice its size': { width: 1280, height: 800, text: 32 },
  'on a phone with text at twice its size': { width: 360, height: 740, text: 32 },
  'on a phone that lies, with text at twice its size': { width: 740, height: 360, text: 32 },
};
type Window = (typeof WINDOWS)[keyof typeof WINDOWS];

/** Gives a visitor a window, and a browser set to a size of text. */
async function fit({ page }: Visit, { width, height, text }: Window): Promise<void> {
  await page.setViewportSize({ width, height });
  const browser = await page.context().newCDPSession(page);
  await browser.send('Page.setFontSizes', { fontSizes: { standard: text, fixed: text } });
  await expect(page.locator('[data-assent-layer]:visible').first()).toHaveCSS('font-size', `${text}px`);
}

/** What cannot be brought into view whole by scrolling, or lies under something else, by its text. */
const outOfReach = (controls: Locator) =>
  controls.evaluateAll((all) =>
    all
      .filter((control) => {
        control.scrollIntoView({ block: 'center', behavior: 'instant' });
        return [...control.getClientRects()].some(({ left, top, right, bottom, width, height }) => {
          const [middle, centre] = [left + width / 2, top + height / 2];
          const points = [[left + 2, centre], [right - 2, centre], [middle, top + 2], [middle, bottom - 2]] as const;
          return left < 0 || top < 0 || right > innerWidth || bottom > innerHeight || !points.every(([x, y]) => control.contains(document.elementFromPoint(x, y)));
        });
      })
      .map((control) => control.textContent),
  );

/** Whether a layer is in the window and nothing in it is cut off or scrolls sideways. */
const isWhole = (layer: Locator) =>
  layer.evaluate((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const isInside = left >= 0 && right <= innerWidth && (getComputedStyle(element).position !== 'fixed' || (top >= 0 && bottom <= innerHeight));
    return isInside && element.scrollWidth <= element.clientWidth;
  });

/** What makes one button catch the eye more than another. */
const weight = (button: Locator) =>
  button.evaluate((element) => {
    const { width, height } = element.getBoundingClientRect();
    const { fontWeight, fontSize, fontStyle, textDecorationLine, color, backgroundColor, border, borderRadius, opacity, boxShadow } = getComputedStyle(element);
    return { width: Math.round(width), height: Math.round(height), fontWeight, fontSize, fontStyle, textDecorationLine, color, backgroundColor, border, borderRadius, opacity, boxShadow };
  });

const pair = (layer: Locator) => Promise.all(['reject-all', 'accept-all'].map((action) => weight(layer.locator(`[data-assent-action="${action}"]`))));

const LAYOUTS = ['Bar at the bottom', 'Bar at the top', 'Box at the bottom, left', 'Box at the bottom, right', 'Box at the top, left', 'Box at the top, right', 'Modal', 'Inside the page'];

for (const layout of LAYOUTS) {
  test(`“${layout}” is fair and within reach in every window`, async ({ assent, visit, browser }) => {
    await publishLayout(assent, browser, layout);
    await visit.serve('/page', visit.html('<p>Text</p><div data-assent-inline></div>'));
    await visit.open('/page');
    for (const [name, window] of Object.entries(WINDOWS)) {
      await fit(visit, window);
      expect(await isWhole(visit.banner), name).toBe(true);
      expect(await outOfReach(visit.banner.locator('button, a, select')), name).toEqual([]);
      // Whoever reaches for a button scrolls the banner and not the page under it.
      if (layout !== 'Inside the page') expect(await visit.page.evaluate(() => scrollY), name).toBe(0);
      const [refusal, acceptance] = await pair(visit.banner);
      expect(refusal, name).toEqual(acceptance);
    }
  });
}

for (const [name, window] of Object.entries(WINDOWS)) {
  test(`the settings are fair and within reach ${name}`, async ({ visit }) => {
    await visit.serve('/page', visit.html('<p>Text</p>'));
    await visit.open('/page');
    await visit.banner.locator('[data-assent-action="settings"]').click();
    await fit(visit, window);
    for (const summary of await visit.settings.locator('summary').all()) await summary.click();
    expect(await isWhole(visit.settings)).toBe(true);
    expect(await outOfReach(visit.settings.locator('button, a, select, summary'))).toEqual([]);
    const [refusal, acceptance] = await pair(visit.settings);
    expect(refusal).toEqual(acceptance);
    await visit.settings.locator('[data-assent-action="reject-all"]').click();
    await expect(visit.root).toHaveAttribute('data-assent-state', 'closed');
    expect(await outOfReach(visit.root.locator('aside > button:visible'))).toEqual([]);
  });
}
