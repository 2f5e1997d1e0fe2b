// What an owner sets is what visitors meet: layout, colours, texts, offline. Each test publishes the next version of the demo site.
import type { BrowserContextOptions } from '@playwright/test';
import { violations } from '../support/axe.ts';
import { Owner } from '../support/owner.ts';
import { expect, test } from '../support/test.ts';
import { Visit, words } from '../support/visit.ts';

test.use({ server: 'published' });

/** Which edges of the window a layout's first layer touches, or is one em away from; 1280 by 800. */
const edges: Record<string, (box: { x: number; y: number; width: number; height: number }) => boolean> = {
  'Bar at the bottom': ({ x, y, width, height }) => x === 0 && width === 1280 && y + height === 800,
  'Bar at the top': ({ x, y, width }) => x === 0 && width === 1280 && y === 0,
  'Box at the bottom, left': ({ x, y, width, height }) => x === 16 && width === 512 && y + height === 784,
  'Box at the bottom, right': ({ x, y, width, height }) => x + width === 1264 && width === 512 && y + height === 784,
  'Box at the top, left': ({ x, y, width }) => x === 16 && width === 512 && y === 16,
  'Box at the top, right': ({ x, y, width }) => x + width === 1264 && width === 512 && y === 16,
  Modal: ({ x, y, width, height }) => x * 2 + width === 1280 && Math.abs(y * 2 + height - 800) <= 1,
};

for (const [layout, stands] of Object.entries(edges)) {
  test(`the layout “${layout}” asks fairly and keeps the rules of accessibility`, async ({ assent, page, browser }) => {
    const owner = await Owner.of(assent, page);
    await owner.publishBanner('demo', () => page.getByRole('radio', { name: layout }).check());
    const visit = new Visit(assent, await (await browser.newContext()).newPage());
    await visit.open();
    const there = await visit.banner.boundingBox();
    expect(stands(there!), JSON.stringify(there)).toBe(true);
    const boxes = await Promise.all([words.rejectAll, words.acceptAll].map((name) => visit.button(visit.banner, name).boundingBox()));
    for (const side of ['width', 'height'] as const) expect(boxes[0]![side]).toBeCloseTo(boxes[1]![side], 0);
    expect(await violations(visit.page)).toEqual([]);
    await visit.page.setViewportSize({ width: 320, height: 640 });
    expect(await violations(visit.page)).toEqual([]);
    await visit.page.keyboard.press('Escape');
    await visit.page.keyboard.press('Escape');
    await expect(visit.root).toHaveAttribute('data-assent-choice', 'none');
    expect(await visit.stored()).toEqual({ cookies: 0, local: 0, session: 0 });
    await visit.page.reload();
    const record = await visit.rejectAll();
    expect(record.sent.action).toBe('reject_all');
    await visit.reopen.click();
    await expect(visit.settings).toBeVisible();
    await visit.page.keyboard.press('Escape');
    await expect(visit.reopen).toBeFocused();
    await visit.page.context().close();
  });
}

test('an inline banner stands in the text of the page, and a page without a place for it gets a box', async ({ assent, page, browser }) => {
  const owner = await Owner.of(assent, page);
  await owner.publishBanner('demo', () => page.getByRole('radio', { name: 'Inside the page' }).check());
  const visit = new Visit(assent, await (await browser.newContext()).newPage());
  await visit.serve('/inline', visit.html('<p>Above</p><div data-assent-inline></div><p>Below</p>'));
  await visit.open('/inline');
  const [above, banner, below] = await Promise.all(['Above', '', 'Below'].map((text) => (text ? visit.page.getByText(text, { exact: true }) : visit.banner).boundingBox()));
  expect(banner!.y).toBeGreaterThanOrEqual(above!.y + above!.height);
  expect(below!.y).toBeGreaterThanOrEqual(banner!.y + banner!.height);
  expect(await violations(visit.page)).toEqual([]);
  await visit.rejectAll();
  await visit.reopen.click();
  await expect(visit.settings).toBeVisible();
  await visit.page.keyboard.press('Escape');
  await visit.page.context().clearCookies();
  await visit.serve('/box', visit.html('<p>Text</p>'));
  await visit.open('/box');
  expect(await visit.banner.evaluate((layer) => getComputedStyle(layer).position)).toBe('fixed');
  await visit.page.context().close();
});

for (const layout of ['Box at the bottom, left', 'Bar at the top', 'Modal']) {
  test(`in a low window every button of “${layout}” is seen, and with large text reached`, async ({ assent, page, browser }) => {
    const owner = await Owner.of(assent, page);
    await owner.publishBanner('demo', () => page.getByRole('radio', { name: layout }).check());
    const context = await browser.newContext({ viewport: { width: 800, height: 360 } });
    const visit = new Visit(assent, await context.newPage());
    await visit.open();
    for (const button of await visit.banner.getByRole('button').all()) await expect(button).toBeInViewport({ ratio: 1 });
    const session = await context.newCDPSession(visit.page);
    await session.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 32 } });
    await visit.open();
    expect(await visit.banner.evaluate((layer) => getComputedStyle(layer).fontSize)).toBe('32px');
    for (const button of await visit.banner.getByRole('button').all()) {
      await button.scrollIntoViewIfNeeded();
      await expect(button).toBeInViewport({ ratio: 1 });
    }
    await context.close();
  });
}

test('a theme says how round, how wide and in which scheme', async ({ assent, page, browser }) => {
  const owner = await Owner.of(assent, page);
  await owner.publishBanner('demo', async () => {
    await page.getByRole('radio', { name: 'Box at the bottom, left' }).check();
    await page.getByLabel('Colours shown').selectOption('Always dark');
    await page.getByLabel('Font', { exact: true }).selectOption('That of the visitor\'s system');
    await page.getByLabel('Spacing').selectOption('Compact');
    await page.getByLabel('Round corners').fill('24');
  });
  const visit = new Visit(assent, await (await browser.newContext({ colorScheme: 'light' })).newPage());
  await visit.open();
  const looks = (element: Element) => {
    const style = getComputedStyle(element);
    return [style.borderRadius, style.padding, style.fontFamily, style.backgroundColor, style.colorScheme];
  };
  expect(await visit.banner.evaluate(looks)).toEqual(['24px', '12px', 'system-ui, sans-serif', 'rgb(27, 32, 39)', 'dark']);
  const buttons = await Promise.all([words.rejectAll, words.acceptAll].map((name) => visit.button(visit.banner, name).evaluate(looks)));
  expect(buttons[0]).toEqual(buttons[1]);
  expect(buttons[0]![0]).toBe('24px');
  await visit.page.context().close();
});

test('own texts and colours reach visitors, markup as text', async ({ assent, page, browser }) => {
  const markup = `<img src=x onerror="document.title='run'"> & {controller} </script><b>`;
  const owner = await Owner.of(assent, page);
  await owner.publishBanner('demo', async () => {
    await page.getByRole('radio', { name: 'Box at the bottom, left' }).check();
    await owner.fill({ 'English banner title': markup, 'English text of the accept button': 'Yes, all of it', 'English text of the reject button': 'No, none of it' });
    await page.getByLabel('Colours shown').selectOption('Light or dark, as the visitor\'s system is');
    await page.getByLabel('Ground', { exact: true }).first().fill('#fff8e1');
  });
  await expect(page.getByRole('main')).toContainText(`<img src=x onerror="document.title='run'">`);
  await expect(page).not.toHaveTitle('run');
  const visit = new Visit(assent, await (await browser.newContext()).newPage());
  await visit.open();
  await expect(visit.banner.getByRole('heading')).toContainText(`<img src=x onerror="document.title='run'"> &`);
  await expect(visit.banner.locator('img')).toHaveCount(0);
  await expect(visit.banner).toHaveCSS('background-color', 'rgb(255, 248, 225)');
  await expect(visit.page).not.toHaveTitle('run');
  await visit.recorded(() => visit.button(visit.banner, 'No, none of it').click());
  await expect(visit.root).toHaveAttribute('data-assent-choice', 'rejected');
  await visit.page.context().close();
});

test('offline, the banner shows nothing and grants nothing, and back online earlier choices count again', async ({ assent, page, browser }) => {
  const owner = await Owner.of(assent, page);
  const visit = new Visit(assent, await (await browser.newContext()).newPage());
  await visit.open();
  const { visitor } = await visit.recorded(() => visit.banner.locator('[data-assent-action="accept-all"]').click());
  await owner.open('/sites/demo/settings');
  await owner.press('Take the banner offline');
  await expect(page.getByRole('button', { name: 'Bring the banner online' })).toBeVisible();

  // A browser may keep the snippet for five minutes; these ask for it anew.
  const known = { storageState: await visit.page.context().storageState() };
  const arrive = async (options: BrowserContextOptions) => {
    const arriving = new Visit(assent, await (await browser.newContext(options)).newPage());
    await arriving.page.goto(assent.shop);
    return arriving;
  };
  const arrived = [visit, await arrive(known), await arrive({})];
  for (const { page, root } of arrived.slice(1)) {
    await expect.poll(() => page.evaluate(() => window.assent?.get('ads')?.decision)).toBe('unknown');
    await expect(root).toHaveCount(0);
    await expect(page.locator('#ran tr[data-purpose="ads"]')).toHaveAttribute('data-ran', 'false');
  }
  expect((await assent.decisions('demo', visitor))['ads']?.decision).not.toBe('allow');

  await owner.press('Bring the banner online');
  await expect(page.getByRole('button', { name: 'Take the banner offline' })).toBeVisible();
  expect((await assent.decisions('demo', visitor))['ads']?.decision).toBe('allow');
  const back = await arrive(known);
  await expect(back.page.locator('#ran tr[data-purpose="ads"]')).toHaveAttribute('data-ran', 'true');
  for (const each of [...arrived, back]) await each.page.context().close();
});

test('an archived site is for reading only', async ({ assent, page }) => {
  const owner = await Owner.of(assent, page);
  const site = await owner.addSite('Over', 'https://over.example');
  await owner.addPurpose(site, 'Statistics');
  await owner.publish(site, 1);
  await owner.open(`/sites/${site}/settings`);
  const confirm = page.getByLabel('Type the name of the site to confirm: Over');
  await confirm.fill('Something else');
  await owner.press('Archive');
  await expect(page.getByLabel('Type the name of the site to confirm: Over')).toHaveAttribute('aria-invalid', 'true');
  await confirm.fill('Over');
  await owner.press('Archive');
  await expect(page.getByText(/^Archived on/)).toBeVisible();
  await owner.open(`/sites/${site}/versions/1`);
  await expect(page.getByRole('button', { name: 'Restore into the draft' })).toHaveCount(0);
  await owner.open(`/sites/${site}/purposes/analytics`);
  await expect(page.getByRole('button', { name: 'Save' })).toHaveCount(0);
  expect(await (await fetch(`${assent.url}/b/${site}.js`)).text()).not.toContain('Reject all');
});
