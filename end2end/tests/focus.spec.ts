// Where the keyboard is can be seen: in the banner, and on the page under it.
import type { Locator, Page } from '@playwright/test';
import { publishLayout } from '../support/owner.ts';
import { expect, test } from '../support/test.ts';
import type { Visit } from '../support/visit.ts';

test.use({ server: 'focus' });

const WINDOWS = [
  [1280, 800],
  [320, 640],
  [740, 360],
] as const;

const focusedText = (page: Page) => page.evaluate(() => document.activeElement!.textContent);

/** Presses Tab until the focus leaves a layer or comes back to where it began, and looks at each stop. */
async function tabThrough(layer: Locator, look: (focused: Locator) => Promise<void>): Promise<number> {
  const page = layer.page();
  let stops = 0;
  for (let at = 0; at < 60; at++) {
    await page.keyboard.press('Tab');
    const focused = layer.locator(':focus');
    if ((await focused.count()) === 0 || (await focused.getAttribute('data-seen')) !== null) break;
    await focused.evaluate((element) => element.setAttribute('data-seen', ''));
    await look(focused);
    stops++;
  }
  return stops;
}

/** How much the ring around the focused control stands out from the ground of its layer (WCAG 2.2, relative luminance). */
const ringContrast = (focused: Locator) =>
  focused.evaluate((element) => {
    const luminance = (colour: string) => {
      const [red, green, blue] = /([\d.]+), ([\d.]+), ([\d.]+)/
        .exec(colour)!
        .slice(1)
        .map((part) => Number(part) / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as [number, number, number];
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
    if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) return 0;
    const ground = getComputedStyle(element.closest('[data-assent-layer], aside, .assent-held')!).backgroundColor;
    const [darker, lighter] = [luminance(outlineColor), luminance(ground)].sort((a, b) => a - b) as [number, number];
    return (lighter + 0.05) / (darker + 0.05);
  });

/** The controls whose ring does not stand out, in every layer and in a placeholder. */
async function faintRings(visit: Visit): Promise<string[]> {
  const faint: string[] = [];
  const look = async (focused: Locator) => {
    const contrast = await ringContrast(focused);
    if (contrast < 3) faint.push(`${await focusedText(visit.page)} ${contrast.toFixed(1)}`);
  };
  await visit.serve('/page', visit.html('<iframe data-assent="preferences" data-src="/film" width="600" height="300" title="A film"></iframe>'));
  await visit.open('/page');
  expect(await tabThrough(visit.banner, look)).toBe(5);
  await visit.banner.locator('[data-assent-action="settings"]').click();
  expect(await tabThrough(visit.settings, look)).toBeGreaterThan(10);
  await visit.page.keyboard.press('Escape');
  await visit.recorded(() => visit.banner.locator('[data-assent-action="reject-all"]').click());
  await visit.page.locator('h1').click();
  expect(await tabThrough(visit.page.locator('.assent-held'), look)).toBe(2);
  await visit.reopen.focus();
  await look(visit.reopen);
  return faint;
}

for (const forcedColors of ['none', 'active'] as const) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`the ring around what has the focus stands out: ${colorScheme}, forced colours ${forcedColors}`, async ({ visit, page }) => {
      await page.emulateMedia({ forcedColors, colorScheme });
      expect(await faintRings(visit)).toEqual([]);
    });
  }
}

/** The text of what has the focus if nothing of it can be seen. */
const ifHidden = (page: Page) =>
  page.evaluate(() => {
    const focused = document.activeElement!;
    const isSeen = [...focused.getClientRects()].some(({ x, y, width, height }) =>
      [0.02, 0.25, 0.5, 0.75, 0.98].some((across) => [0.1, 0.5, 0.9].some((down) => focused.contains(document.elementFromPoint(x + across * width, y + down * height)))),
    );
    return isSeen ? [] : [focused.textContent || focused.getAttribute('value')!];
  });

for (const [width, height] of WINDOWS) {
  test(`in the settings the buttons at the bottom never hide what has the focus, ${width} by ${height}`, async ({ visit, page }) => {
    await page.setViewportSize({ width, height });
    await visit.open();
    await visit.banner.locator('[data-assent-action="settings"]').click();
    for (const summary of await visit.settings.locator('summary').all()) await summary.click();
    await visit.settings.getByRole('heading').first().focus();
    const hidden: string[] = [];
    expect(await tabThrough(visit.settings, async () => void hidden.push(...(await ifHidden(page))))).toBeGreaterThan(10);
    expect(hidden).toEqual([]);
  });
}

/** The links of a long page that are hidden when the keyboard comes to them, forward and then back. */
async function hiddenLinks({ page }: Visit): Promise<string[]> {
  await page.locator('main a').first().focus();
  const hidden: string[] = [];
  for (const key of ['Tab', 'Shift+Tab']) {
    for (let at = 1; at < LINKS; at++) {
      await page.keyboard.press(key);
      hidden.push(...(await ifHidden(page)));
    }
    await expect(page.locator('main a:focus')).toHaveText(key === 'Tab' ? `Right ${ROWS - 1}` : 'Left 0');
  }
  return hidden;
}

/** Links at both edges, so that whatever stands in a corner stands over some. */
const ROWS = 12;
const LINKS = 2 * ROWS;
const row = (_: unknown, at: number) => `<p style="display: flex; justify-content: space-between; margin: 6em 20px 0"><a href="#l${at}">Left ${at}</a><a href="#r${at}">Right ${at}</a></p>`;
const long = Array.from({ length: ROWS }, row).join('');

for (const layout of ['Bar at the bottom', 'Bar at the top', 'Box at the top, right']) {
  test(`“${layout}” hides no link of the page that has the focus`, async ({ assent, visit, page, browser }) => {
    await publishLayout(assent, browser, layout);
    await visit.serve('/long', visit.html(long));
    for (const [width, height] of WINDOWS) {
      await page.setViewportSize({ width, height });
      await visit.open('/long');
      expect.soft(await hiddenLinks(visit), `${width} by ${height}`).toEqual([]);
    }
  });
}

test('the control that opens the settings again hides no link of the page that has the focus', async ({ visit, page }) => {
  await visit.serve('/long', visit.html(long));
  await visit.open('/long');
  await visit.recorded(() => visit.banner.locator('[data-assent-action="reject-all"]').click());
  for (const [width, height] of WINDOWS) {
    await page.setViewportSize({ width, height });
    expect.soft(await hiddenLinks(visit), `${width} by ${height}`).toEqual([]);
  }
});

test('“Modal” holds the focus while it asks, leads out by Escape without a choice, and gives the page back after one', async ({ assent, visit, page, browser }) => {
  await publishLayout(assent, browser, 'Modal');
  await visit.serve('/page', visit.html('<p><a href="#">A link</a></p>'));
  await visit.open('/page');
  const inside = () => page.evaluate(() => document.activeElement!.closest('[data-assent-layer="banner"]') !== null);
  expect(await inside()).toBe(true);
  await expect(visit.banner.locator('[data-assent-action="accept-all"]')).not.toBeFocused();
  const stops = new Set<string>();
  for (let at = 0; at < 12; at++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => document.activeElement!.textContent!);
    // Between the last and the first stop the browser's own controls may have their turn.
    if (await inside()) stops.add(stop);
    else expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
  }
  expect([...stops]).toEqual(expect.arrayContaining(['Privacy policy', 'Reject all', 'Settings', 'Accept all']));
  await page.keyboard.press('Escape');
  await expect(visit.banner).toBeHidden();
  await expect(visit.root).toHaveAttribute('data-assent-choice', 'none');
  expect(await visit.stored()).toEqual({ cookies: 0, local: 0, session: 0 });
  await visit.open('/page');
  await visit.banner.locator('[data-assent-action="reject-all"]').focus();
  await visit.recorded(() => page.keyboard.press('Enter'));
  await page.getByRole('link', { name: 'A link' }).focus();
  await expect(page.getByRole('link', { name: 'A link' })).toBeFocused();
});
