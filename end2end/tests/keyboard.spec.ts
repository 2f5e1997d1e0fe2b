// The banner by keyboard alone.
import type { Locator } from '@playwright/test';
import { expect, test } from '../support/test.ts';
import { requests, words } from '../support/visit.ts';

test.use({ server: 'keyboard' });

test('Tab reaches the banner first, refusal before acceptance', async ({ visit, page }) => {
  await visit.open();
  const order: string[] = [];
  for (let step = 0; step < 6; step++) {
    await page.keyboard.press('Tab');
    order.push(await page.evaluate(() => document.activeElement?.getAttribute('data-assent-action') ?? document.activeElement?.tagName ?? ''));
  }
  expect(order.slice(0, 5)).toEqual(['SELECT', 'A', 'reject-all', 'settings', 'accept-all']);
  // After the banner the page goes on: no trap.
  expect(await page.evaluate(() => document.activeElement?.closest('#assent-root') === null)).toBe(true);
});

test('the settings hold the focus, begin at their heading and give it back to the opener', async ({ visit, page }) => {
  await visit.open();
  const opener = visit.button(visit.banner, 'Settings');
  await opener.focus();
  await page.keyboard.press('Enter');
  await expect(visit.settings.getByRole('heading', { name: words.settings })).toBeFocused();
  for (let step = 0; step < 30; step++) {
    await page.keyboard.press('Tab');
    const outside = await page.evaluate(() => {
      const at = document.activeElement;
      return at !== null && at !== document.body && at.closest('[data-assent-layer="settings"]') === null;
    });
    expect(outside).toBe(false);
  }
  await page.keyboard.press('Escape');
  await expect(visit.settings).toBeHidden();
  await expect(opener).toBeFocused();
  expect(await visit.stored()).toEqual({ cookies: 0, local: 0, session: 0 });
});

test('in the settings what is asked comes before the buttons, refusal first, and back again the same way', async ({ visit, page }) => {
  await visit.open();
  await visit.button(visit.banner, 'Settings').focus();
  await page.keyboard.press('Enter');
  await expect(visit.settings.getByRole('heading', { name: words.settings })).toBeFocused();
  const stop = () => page.evaluate(() => ['data-assent-purpose', 'data-assent-action'].map((name) => document.activeElement?.getAttribute(name)).find(Boolean) ?? document.activeElement!.localName);
  const order: string[] = [];
  while (order.at(-1) !== 'close' && order.length < 40) {
    await page.keyboard.press('Tab');
    order.push(await stop());
  }
  const first = (name: string) => order.indexOf(name);
  expect(['preferences', 'analytics', 'ads', 'reject-all', 'accept-all', 'save', 'close'].map(first)).toEqual([...order.keys()].filter((at) => !['a', 'summary', 'select', 'button'].includes(order[at]!)));
  const back = [order.at(-1)!];
  while (back.length < order.length) {
    await page.keyboard.press('Shift+Tab');
    back.push(await stop());
  }
  expect(back.reverse()).toEqual(order);
});

test('to tick a box, or to open a list, decides and closes nothing', async ({ visit, page }) => {
  const asked = requests(page);
  await visit.open();
  await visit.button(visit.banner, 'Settings').focus();
  await page.keyboard.press('Enter');
  for (const control of [visit.purpose('ads'), visit.settings.locator('summary').first()]) {
    await control.focus();
    await page.keyboard.press('Space');
    await expect(control).toBeFocused();
  }
  await expect(visit.purpose('ads')).toBeChecked();
  await page.keyboard.press('Enter');
  await expect(visit.settings).toBeVisible();
  await expect(visit.root).toHaveAttribute('data-assent-choice', 'none');
  expect(asked.filter((url) => url.includes('/choices'))).toEqual([]);
});

test('a choice can be made and changed without a pointer', async ({ visit, page }) => {
  await visit.open();
  await visit.button(visit.banner, 'Settings').focus();
  await page.keyboard.press('Space');
  await visit.purpose('analytics').focus();
  await page.keyboard.press('Space');
  await expect(visit.purpose('analytics')).toBeChecked();
  await visit.button(visit.settings, words.save).focus();
  const saved = await visit.recorded(() => page.keyboard.press('Enter'));
  expect(saved.sent.purposes).toEqual({ preferences: false, analytics: true, ads: false });
  await visit.turnOff.focus();
  const withdrawn = await visit.recorded(() => page.keyboard.press('Enter'));
  expect(withdrawn.sent.action).toBe('withdraw');
});

test('after Escape the reopen control has the focus again', async ({ visit, page }) => {
  await visit.open();
  await visit.rejectAll();
  await visit.reopen.focus();
  await page.keyboard.press('Enter');
  await expect(visit.settings).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(visit.reopen).toBeFocused();
});

test('a saved choice leaves the focus on something that can be seen', async ({ visit, page }) => {
  await visit.open();
  await visit.button(visit.banner, words.rejectAll).focus();
  await visit.recorded(() => page.keyboard.press('Enter'));
  const focused = page.locator(':focus');
  if ((await focused.count()) > 0) await expect(focused).toBeVisible();
});

test('saving is announced without moving the focus', async ({ visit }) => {
  await visit.open();
  await visit.rejectAll();
  await expect(visit.root.getByRole('status')).toHaveText('Your choice is saved.');
});

for (const [width, height] of [
  [1280, 800],
  [360, 740],
] as const) {
  test(`the open banner never hides the focused link of the page at ${width} pixels`, async ({ visit, page }) => {
    await page.setViewportSize({ width, height });
    const links = Array.from({ length: 40 }, (_, at) => `<p><a href="#${at}">Link ${at}</a></p>`).join('');
    await visit.serve('/links', visit.html(links));
    await visit.open('/links');
    await page.getByRole('link', { name: 'Link 0', exact: true }).focus();
    for (let at = 0; at < 39; at++) {
      await page.keyboard.press('Tab');
      await expect(page.getByRole('link', { name: `Link ${at + 1}`, exact: true })).toBeFocused();
      expect(await isHiddenBy(page.locator(':focus'), visit.banner), `link ${at + 1}`).toBe(false);
    }
  });
}

async function isHiddenBy(focused: Locator, banner: Locator): Promise<boolean> {
  const [inner, outer] = await Promise.all([focused.boundingBox(), banner.boundingBox()]);
  if (!inner || !outer) return false;
  return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width && inner.y + inner.height <= outer.y + outer.height;
}
