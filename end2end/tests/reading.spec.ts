// What is seen, read aloud and pressed: forced colours, spacing, print, names, sizes, and states in words.
import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../support/test.ts';
import type { Visit } from '../support/visit.ts';

test.use({ server: 'reading' });

const CONTROLS = 'button:visible, a:visible, input:visible, select:visible, summary:visible';

/** A visitor in each state of the banner, with a frame that waits in the page. */
async function eachState(visit: Visit, look: (state: string, layer: Locator) => Promise<void>, lang = 'en'): Promise<void> {
  const frame = '<iframe data-assent="preferences" data-src="/film" width="600" height="300" title="A film"></iframe>';
  await visit.serve('/page', visit.html(frame, { lang, dir: lang === 'ar' ? 'rtl' : 'ltr' }));
  await visit.open('/page');
  await look('banner', visit.banner);
  await look('placeholder', visit.page.locator('.assent-held'));
  await visit.banner.locator('[data-assent-action="settings"]').click();
  for (const summary of await visit.settings.locator('summary').all()) await summary.click();
  await look('settings', visit.settings);
  await visit.purpose('ads').check();
  await visit.recorded(() => visit.settings.locator('[data-assent-action="save"]').click());
  await look('closed', visit.root.locator('aside'));
  await visit.reopen.click();
  await look('reopened', visit.settings);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`in forced colours every button, box and layer has a boundary: ${colorScheme}`, async ({ visit, page }) => {
    await page.emulateMedia({ forcedColors: 'active', colorScheme });
    const bare: string[] = [];
    await eachState(visit, async (state, layer) => {
      const found = await layer.evaluate((element) => {
        const ground = getComputedStyle(element).backgroundColor;
        const bounded = [element, ...element.querySelectorAll('button, select')].filter((each) => each.getClientRects().length && !each.matches('aside button'));
        const without = bounded.filter((each) => {
          const { borderTopStyle, borderTopWidth, borderTopColor } = getComputedStyle(each);
          return borderTopStyle !== 'solid' || parseFloat(borderTopWidth) < 1 || borderTopColor === ground;
        });
        // In the settings the browser draws the boxes, in the visitor's colours; the closed control underlines its buttons.
        const drawn = [...element.querySelectorAll('[type=checkbox]')].filter((each) => getComputedStyle(each).appearance !== 'auto' || getComputedStyle(each).forcedColorAdjust === 'none');
        const plain = element.matches('aside') ? [...element.querySelectorAll('button')].filter((each) => getComputedStyle(each).textDecorationLine !== 'underline') : [];
        return [...without, ...drawn, ...plain].map((each) => each.textContent || each.tagName);
      });
      bare.push(...found.map((text) => `${state}: ${text}`));
    });
    expect(bare).toEqual([]);
  });
}

/** How many pixels of a picture are nearly as light as its lightest, or as dark as its darkest. */
const shades = (page: Page, picture: Buffer) =>
  page.evaluate(async (data) => {
    const image = await createImageBitmap(await (await fetch(data)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
    canvas.drawImage(image, 0, 0);
    const { data: pixels } = canvas.getImageData(0, 0, image.width, image.height);
    const seen = { light: 0, dark: 0 };
    for (let at = 0; at < pixels.length; at += 4) {
      const bright = (pixels[at]! + pixels[at + 1]! + pixels[at + 2]!) / 3;
      if (bright > 200) seen.light++;
      if (bright < 55) seen.dark++;
    }
    return seen;
  }, `data:image/png;base64,${picture.toString('base64')}`);

for (const [colorScheme, line] of [
  ['light', 'dark'],
  ['dark', 'light'],
] as const) {
  test(`in forced colours the outline of an empty box is drawn: ${colorScheme}`, async ({ visit, page, browser }) => {
    await page.emulateMedia({ forcedColors: 'active', colorScheme });
    await visit.open();
    await visit.banner.locator('[data-assent-action="settings"]').click();
    const box = visit.purpose('preferences');
    await box.scrollIntoViewIfNeeded();
    const picture = await box.screenshot();
    const plain = await browser.newPage();
    // A line around a box of some twenty pixels.
    expect((await shades(plain, picture))[line]).toBeGreaterThan(40);
    await plain.close();
  });
}

test('the name of every control contains the text that one sees', async ({ visit }) => {
  await eachState(visit, async (state, layer) => {
    const controls = await layer.locator(CONTROLS).all();
    expect(controls.length, state).toBeGreaterThan(1);
    for (const control of controls) {
      const text = await control.evaluate((element) => (element.matches('select') ? '' : (element.closest('label') ?? element).textContent!.trim()));
      const escaped = text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/\s+/g, '\\s+');
      await expect(control, state).toHaveAccessibleName(text ? new RegExp(escaped) : /./);
    }
  });
});

for (const width of [1280, 320]) {
  test(`everything to press is large enough at ${width} pixels`, async ({ visit, page }) => {
    await page.setViewportSize({ width, height: 740 });
    const small: string[] = [];
    await eachState(visit, async (state, layer) => {
      const found = await layer.locator(CONTROLS).evaluateAll((all) =>
        all.map((element) => {
          // A box is pressed by its label; a link in a sentence is as high as the sentence.
          const { width, height } = (element.closest('label') ?? element).getBoundingClientRect();
          const least = element.matches('button') || element.closest('label') ? 44 : element.matches('a') ? 0 : 24;
          return height < least || width < Math.min(least, 24) ? `${element.textContent} ${width} by ${height}` : '';
        }),
      );
      small.push(...found.filter(Boolean).map((text) => `${state}: ${text}`));
    });
    expect(small).toEqual([]);
  });
}

/** Spacing as somebody sets it who reads better with it (WCAG 2.2 SC 1.4.12); a layer of its own, earlier than the banner's, wins over it. */
const SPACED = `<style>@layer reader {
  #assent-root *, .assent-held * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
  #assent-root p, .assent-held p { margin-block-end: 2em !important }
}</style>`;

for (const lang of ['en', 'de']) {
  for (const width of [1280, 320]) {
    test(`with wide spacing no text is cut off or lies on another, ${lang}, ${width} pixels`, async ({ visit, page }) => {
      await page.setViewportSize({ width, height: 740 });
      await visit.serve('/spaced', visit.html('<p>Text</p>', { lang, head: SPACED + visit.snippet }));
      await visit.open('/spaced');
      for (const name of ['banner', 'settings'] as const) {
        const layer = visit[name];
        if (name === 'settings') await visit.banner.locator('[data-assent-action="settings"]').click();
        await expect(layer.locator('p').first()).toHaveCSS('letter-spacing', '1.92px');
        const cut = await layer.evaluate((element) => {
          const parts = [element, ...element.querySelectorAll<HTMLElement>('h2, h3, p, ul, li, dl, dt, dd, div, label, button')].filter((part) => part.getClientRects().length);
          return parts.filter((part) => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).display !== 'inline').map((part) => part.textContent!.slice(0, 40));
        });
        expect(cut).toEqual([]);
        const buttons = await layer.locator('button:visible').evaluateAll((all) => all.filter((it) => it.scrollHeight > it.clientHeight + 1).map((it) => it.textContent));
        expect(buttons).toEqual([]);
      }
    });
  }
}

test('on paper there is no banner, whatever is open', async ({ visit, page }) => {
  await eachState(visit, async (state, layer) => {
    if (state === 'placeholder') return;
    await page.emulateMedia({ media: 'print' });
    await expect(layer, state).toBeHidden();
    await expect(visit.root, state).toHaveCSS('display', 'none');
    await page.emulateMedia({ media: 'screen' });
    await expect(layer, state).toBeVisible();
  });
});

test('what is on and what is off stands in words', async ({ visit, page }) => {
  const state = visit.root.locator('aside > span');
  await visit.open();
  await visit.banner.locator('[data-assent-action="settings"]').click();
  await expect(visit.settings.getByText('Necessary (Always on)')).toBeVisible();
  await visit.settings.locator('[data-assent-action="reject-all"]').click();
  await expect(state).toHaveText('Everything optional is off');
  await visit.choose('ads');
  await expect(state).toHaveText('Some optional purposes are on');
  await visit.reopen.click();
  await visit.recorded(() => visit.settings.locator('[data-assent-action="accept-all"]').click());
  await expect(state).toHaveText('Everything optional is on');
  await page.context().clearCookies();
  await visit.open();
  await page.evaluate(() => document.querySelector<HTMLElement>('[data-assent-action="close"]')!.click());
  await expect(state).toHaveText('You have not chosen yet');
});

for (const [lang, saved] of [
  ['en', 'Your choice is saved.'],
  ['ar', 'حُفظ اختيارك.'],
] as const) {
  test(`each choice is announced once it is on record: ${lang}`, async ({ visit, page }) => {
    let release = () => {};
    const held = new Promise<void>((done) => (release = done));
    await page.route('**/choices', async (route) => {
      await held;
      await route.continue();
    });
    await visit.serve('/page', visit.html('<p>Text</p>', { lang }));
    await visit.open('/page');
    // A screen reader tells what changes in an element that was there before.
    const status = visit.root.getByRole('status');
    await expect(status).toHaveText('');
    await status.evaluate((element) => {
      Object.assign(window, { told: [] });
      new MutationObserver(() => (window as unknown as { told: unknown[] }).told.push(element.textContent)).observe(element, { childList: true, characterData: true, subtree: true });
    });
    const told = () => page.evaluate(() => (window as unknown as { told: unknown[] }).told);
    const first = visit.recorded(() => visit.banner.locator('[data-assent-action="accept-all"]').click());
    await expect(visit.root).toHaveAttribute('data-assent-choice', 'accepted');
    expect(await told()).toEqual([]);
    release();
    await first;
    await expect.poll(told).toEqual([saved]);
    await visit.recorded(() => visit.turnOff.click());
    await expect.poll(told).toEqual([saved, saved]);
    expect(await status.evaluate((element) => element.closest('[inert], [hidden], [aria-hidden]') === null && getComputedStyle(element).display !== 'none')).toBe(true);
  });
}

test('nothing of the banner moves, whatever the visitor asked for', async ({ visit, page }) => {
  for (const reducedMotion of ['reduce', 'no-preference'] as const) {
    await page.emulateMedia({ reducedMotion });
    await page.context().clearCookies();
    await eachState(visit, async (state, layer) => {
      const moving = await layer.evaluate((element) =>
        [element, ...element.querySelectorAll('*')].filter((part) => {
          const { transitionDuration, animationName } = getComputedStyle(part);
          return transitionDuration !== '0s' || animationName !== 'none' || part.getAnimations().length;
        }).length,
      );
      expect(moving, state).toBe(0);
    });
  }
});

test('a placeholder in a small frame can be read from its first line', async ({ visit, page }) => {
  await visit.serve('/page', visit.html('<iframe data-assent="preferences" data-src="/film" title="A film"></iframe>'));
  await visit.open('/page');
  const stand = page.locator('.assent-held');
  await stand.evaluate((element) => (element.scrollTop = 0));
  const first = (await stand.locator('p').first().boundingBox())!;
  expect(first.y).toBeGreaterThanOrEqual((await stand.boundingBox())!.y);
});
