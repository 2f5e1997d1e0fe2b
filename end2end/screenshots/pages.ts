// Every admin page, the visitor's page and the states of the banner, into the folder SCREENSHOTS.
import type { Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Owner, pages } from '../support/owner.ts';
import { test } from '../support/test.ts';
import { Visit } from '../support/visit.ts';

test.use({ server: 'screenshots' });

const folder = process.env.SCREENSHOTS ?? 'test-results/pictures';

const looks = {
  wide: { width: 1920, dark: false },
  desktop: { width: 1280, dark: false },
  phone: { width: 360, dark: false },
  dark: { width: 1280, dark: true },
} as const;

/** Takes the picture of a page in every look. */
async function take(page: Page, name: string, fullPage = true): Promise<void> {
  for (const [look, { width, dark }] of Object.entries(looks)) {
    await page.setViewportSize({ width, height: 800 });
    // Without movement no picture is taken between two colours.
    await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce' });
    await page.screenshot({ path: join(folder, `${name}.${look}.png`), fullPage });
  }
}

test('pictures of the banner', async ({ assent, browser }) => {
  mkdirSync(folder, { recursive: true });
  for (const lang of ['en', 'ar']) {
    const page = await browser.newPage();
    const visit = new Visit(assent, page);
    const frame = '<p>Some text of the page.</p><iframe data-assent="preferences" data-src="/embed/film" title="A film" width="480" height="270"></iframe>';
    await visit.serve('/page', visit.html(frame, { lang, dir: lang === 'ar' ? 'rtl' : 'ltr' }));
    await visit.open('/page');
    await take(page, `banner-${lang}`, false);
    await visit.banner.locator('[data-assent-action="settings"]').click();
    await take(page, `banner-settings-${lang}`, false);
    await page.keyboard.press('Escape');
    await visit.recorded(() => visit.banner.locator('[data-assent-action="reject-all"]').click());
    await take(page, `banner-refused-${lang}`, false);
    await page.evaluate(() => window.assent!.acceptAll());
    await take(page, `banner-accepted-${lang}`, false);
    await page.close();
  }
  const page = await browser.newPage();
  await page.goto(assent.shop);
  await take(page, 'shop');
});

test('pictures of the pages', async ({ assent, page }) => {
  mkdirSync(folder, { recursive: true });
  await page.goto(assent.setUpLink);
  await take(page, 'set-up');
  await page.goto(`${assent.url}/sign-in`);
  await take(page, 'sign-in');
  await Owner.of(assent, page);
  for (const path of [...pages, '/you/demo', '/you/demo?lang=ar', '/nowhere']) {
    await page.goto(`${assent.url}${path}`, { waitUntil: 'networkidle' });
    await take(page, path === '/' ? 'sites' : path.slice(1).replace(/\W+/g, '-'));
  }
});

test('pictures of the pages when something is wrong, or nothing is there yet', async ({ assent, browser, page }) => {
  mkdirSync(folder, { recursive: true });
  const owner = await Owner.of(assent, page);
  const site = await owner.addSite('A shop with quite a long name that has to go somewhere', 'https://long.example');
  for (const path of ['', 'purposes', 'publish', 'versions', 'install', 'records']) {
    await page.goto(`${assent.url}/sites/${site}/${path}`, { waitUntil: 'networkidle' });
    await take(page, `empty-${path || 'site'}`);
  }
  await page.goto(`${assent.url}/sites/new`);
  await owner.fill({ 'Name of the site': 'Shop', 'Privacy policy': 'javascript:alert(1)', 'Where the banner runs': 'nonsense' });
  await owner.press('Add site');
  await take(page, 'wrong-new-site');

  await owner.addPurpose(site, 'Statistics');
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const other = await Owner.of(assent, await plain.newPage());
  await other.open(`/sites/${site}/purposes/analytics`);
  await owner.fill({ 'Title in English': 'The first title', 'Kept for': '9' });
  await owner.press('Save');
  await other.fill({ 'Title in English': 'The second title' });
  await other.press('Save');
  await take(other.page, 'conflict');
  await plain.clearCookies();
  await other.fill({ 'Title in English': 'Typed with care' });
  await other.press('Save');
  await take(other.page, 'lost-session');
  await plain.close();
});

test('pictures for the README', async ({ assent, browser, page }) => {
  mkdirSync(folder, { recursive: true });
  const shop = await browser.newPage({ viewport: { width: 1200, height: 760 } });
  await shop.goto(assent.shop, { waitUntil: 'networkidle' });
  await shop.screenshot({ path: join(folder, 'readme-banner.png') });
  await Owner.of(assent, page);
  await page.setViewportSize({ width: 1360, height: 860 });
  await page.goto(`${assent.url}/sites/demo/banner`, { waitUntil: 'networkidle' });
  await page.getByRole('heading', { name: 'Texts' }).evaluate((title) => title.scrollIntoView());
  await page.screenshot({ path: join(folder, 'readme-editor.png') });
});
