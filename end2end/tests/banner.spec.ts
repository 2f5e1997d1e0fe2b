// What a visitor meets: the banner, its settings and the control that opens them again.
import { expect, test } from '../support/test.ts';
import { requests, withoutScripts, words } from '../support/visit.ts';

test.use({ server: 'banner' });

test('before a choice nothing is stored and nothing is asked for but the banner itself', async ({ assent, visit, page }) => {
  const asked = requests(page);
  await visit.open();
  await page.waitForLoadState('networkidle');
  expect(asked.filter((url) => url.startsWith(assent.url))).toEqual([`${assent.url}/b/demo.js`]);
  expect(asked.filter((url) => /measure\.js|pixel\.gif|\/film$/.test(url))).toEqual([]);
  expect(await visit.stored()).toEqual({ cookies: 0, local: 0, session: 0 });
  for (const row of await page.locator('#ran tr').all()) await expect(row).toHaveAttribute('data-ran', 'false');
});

test('the first layer says who asks, why, what one gets and who receives data', async ({ visit }) => {
  await visit.open();
  await expect(visit.banner).toContainText('Fern & Field');
  for (const title of ['Preferences', 'Statistics', 'Advertising']) await expect(visit.banner).toContainText(title);
  await expect(visit.banner).toContainText('What you get in return');
  await expect(visit.banner).toContainText('other companies receive data');
  await expect(visit.banner.getByRole('link', { name: 'Privacy policy' })).toHaveAttribute('href', /^https?:/);
});

for (const width of [1280, 360]) {
  test(`refusing is as easy to see and to reach as accepting at ${width} pixels`, async ({ visit, page }) => {
    await page.setViewportSize({ width, height: 740 });
    await visit.open();
    const looks = await Promise.all(
      [words.rejectAll, words.acceptAll].map((name) =>
        visit.button(visit.banner, name).evaluate((button) => {
          const style = getComputedStyle(button);
          const { width, height } = button.getBoundingClientRect();
          return { width, height, weight: style.fontWeight, size: style.fontSize, colour: style.color, ground: style.backgroundColor, border: style.border };
        }),
      ),
    );
    expect(looks[0]).toEqual(looks[1]);
    expect(looks[0]!.height).toBeGreaterThanOrEqual(44);
  });
}

test('the banner covers the page without moving it', async ({ visit, page }) => {
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => shifts.push((entry as unknown as { value: number }).value))).observe({ type: 'layout-shift', buffered: true });
  });
  await visit.open();
  await expect(visit.banner).toBeVisible();
  expect(await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)).toEqual([]);
});

test('refusing runs nothing, keeps no identifier and is recorded as a refusal', async ({ assent, visit, page }) => {
  await visit.open();
  const record = await visit.rejectAll();
  expect(record.status).toBe(201);
  expect(record.sent).toMatchObject({ action: 'reject_all', source: 'banner', purposes: { preferences: false, analytics: false, ads: false } });
  await expect(visit.root).toHaveAttribute('data-assent-state', 'closed');
  await expect(visit.root).toHaveAttribute('data-assent-choice', 'rejected');
  expect(await visit.cookie()).toEqual({ version: 1, decisions: { preferences: 'r', analytics: 'r', ads: 'r' }, visitor: '' });
  expect(await assent.reasons('demo', record.visitor)).toEqual({ necessary: 'allow necessary', preferences: 'deny refused', analytics: 'deny refused', ads: 'deny refused' });
  for (const row of await page.locator('#ran tr').all()) await expect(row).toHaveAttribute('data-ran', 'false');
  await expect(page.getByText('Everything optional is off', { exact: true })).toBeVisible();
  await expect(visit.turnOff).toBeHidden();
});

test('accepting runs everything at once and a returning visitor is not asked again', async ({ assent, visit, page }) => {
  await visit.open();
  const record = await visit.acceptAll();
  expect(record.status).toBe(201);
  expect(record.sent).toMatchObject({ action: 'accept_all', source: 'banner' });
  for (const row of await page.locator('#ran tr').all()) await expect(row).toHaveAttribute('data-ran', 'true');
  expect((await visit.cookie())?.visitor).toBe(record.visitor);
  expect(await assent.reasons('demo', record.visitor)).toMatchObject({ preferences: 'allow granted', analytics: 'allow granted', ads: 'allow granted' });

  const asked = requests(page);
  await page.reload();
  await expect(visit.reopen).toBeVisible();
  await expect(visit.root).toHaveAttribute('data-assent-state', 'closed');
  await expect(visit.root).toHaveAttribute('data-assent-choice', 'accepted');
  await page.waitForLoadState('networkidle');
  expect(asked.filter((url) => url.startsWith(assent.url) && !url.endsWith('/b/demo.js'))).toEqual([]);
});

test('each purpose is chosen by itself and everything optional is off until then', async ({ assent, visit }) => {
  await visit.open();
  await visit.button(visit.banner, 'Settings').click();
  await expect(visit.root).toHaveAttribute('data-assent-state', 'settings');
  await expect(visit.purpose('necessary')).toBeChecked();
  await expect(visit.purpose('necessary')).toBeDisabled();
  for (const key of ['preferences', 'analytics', 'ads']) await expect(visit.purpose(key)).not.toBeChecked();
  await visit.purpose('analytics').check();
  const record = await visit.recorded(() => visit.button(visit.settings, words.save).click());
  expect(record.sent).toMatchObject({ action: 'custom', source: 'settings', purposes: { preferences: false, analytics: true, ads: false } });
  await expect(visit.root).toHaveAttribute('data-assent-choice', 'custom');
  expect(await assent.reasons('demo', record.visitor)).toMatchObject({ preferences: 'deny refused', analytics: 'allow granted', ads: 'deny refused' });
  await visit.reopen.click();
  await expect(visit.purpose('analytics')).toBeChecked();
  await expect(visit.purpose('ads')).not.toBeChecked();
});

test('the settings tell what is collected, for how long, by whom and with which cookies', async ({ visit }) => {
  await visit.open();
  await visit.button(visit.banner, 'Settings').click();
  for (const label of ['What you get', 'What is collected', 'How long it is kept', 'Who receives it', 'Legal basis']) {
    await expect(visit.settings.getByText(label, { exact: true }).first()).toBeVisible();
  }
  const ads = visit.settings.locator('[data-assent-tracker="pixel"]');
  await expect(ads).toBeHidden();
  await visit.settings.locator('details', { has: visit.page.locator('[data-assent-tracker="pixel"]') }).locator('summary').click();
  await expect(ads).toContainText('bright_id');
  await expect(ads).toContainText('3 months');
});

test('everything is turned off with one click, as it was turned on', async ({ assent, visit, page }) => {
  await visit.open();
  const { visitor } = await visit.acceptAll();
  await expect(page.locator('iframe[data-assent="preferences"]')).toHaveAttribute('src', /film/);
  const record = await visit.recorded(() => visit.turnOff.click());
  expect(record.sent.action).toBe('withdraw');
  expect(record.visitor).toBe(visitor);
  expect(await assent.reasons('demo', visitor)).toMatchObject({ preferences: 'deny withdrawn', analytics: 'deny withdrawn', ads: 'deny withdrawn' });
  await expect(visit.root).toHaveAttribute('data-assent-choice', 'rejected');
  await expect(visit.turnOff).toBeHidden();
  expect((await visit.cookie())?.visitor).toBe('');
  await expect(page.locator('iframe[data-assent="preferences"]')).not.toHaveAttribute('src', /film/);
});

test('scrolling, Escape and clicking on the page decide nothing', async ({ visit, page }) => {
  const asked = requests(page);
  await visit.open();
  await page.keyboard.press('Escape');
  await page.mouse.wheel(0, 2000);
  await page.getByRole('heading', { name: 'Plants that forgive you' }).click();
  await visit.button(visit.banner, 'Settings').click();
  await page.keyboard.press('Escape');
  await expect(visit.settings).toBeHidden();
  await visit.button(visit.banner, 'Settings').click();
  await page.mouse.click(2, 2);
  await expect(visit.settings).toBeHidden();
  await visit.button(visit.banner, 'Settings').click();
  await visit.purpose('ads').check();
  await visit.button(visit.settings, words.close).click();
  await expect(visit.root).toHaveAttribute('data-assent-choice', 'none');
  await expect(visit.banner).toBeVisible();
  expect(await visit.stored()).toEqual({ cookies: 0, local: 0, session: 0 });
  expect(asked.filter((url) => url.includes('/choices'))).toEqual([]);
});

test('closing the settings without saving forgets what was ticked', async ({ visit }) => {
  await visit.open();
  await visit.rejectAll();
  await visit.reopen.click();
  await visit.purpose('ads').check();
  await visit.button(visit.settings, words.close).click();
  await expect(visit.root).toHaveAttribute('data-assent-choice', 'rejected');
  await visit.reopen.click();
  await expect(visit.purpose('ads')).not.toBeChecked();
});

test('in Arabic the banner runs from right to left', async ({ visit, page }) => {
  await visit.serve('/arabic', visit.html('<p>مرحبا</p>', { lang: 'ar', dir: 'rtl' }));
  await visit.open('/arabic');
  await expect(visit.root).toHaveAttribute('lang', 'ar');
  await expect(visit.root).toHaveAttribute('dir', 'rtl');
  await expect(visit.banner).toContainText(/[\u0600-\u06ff]{3}/);
  await expect(visit.banner).not.toContainText('Accept all');
  expect(await visit.banner.evaluate((banner) => getComputedStyle(banner).direction)).toBe('rtl');
  const [first, last] = await Promise.all(['reject-all', 'accept-all'].map((action) => visit.banner.locator(`[data-assent-action="${action}"]`).boundingBox()));
  expect(first!.x).toBeGreaterThan(last!.x);
  const box = await visit.banner.boundingBox();
  expect(box!.x + box!.width).toBeLessThanOrEqual(1280);
  const record = await visit.recorded(() => visit.banner.locator('[data-assent-action="reject-all"]').click());
  expect(record.sent).toMatchObject({ language: 'ar' });
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
});

test('the language of the page goes before that of the browser, and the snippet before both', async ({ visit, page }) => {
  await visit.serve('/de', visit.html('<p>Hallo</p>', { lang: 'de-AT' }));
  await visit.open('/de');
  await expect(visit.button(visit.banner, 'Alle ablehnen')).toBeVisible();
  const named = visit.snippet.replace('<script', '<script data-lang="fr"');
  await visit.serve('/fr', visit.html('<p>Hello</p>', { lang: 'de', head: named }));
  await page.goto(`${visit.origin}/fr`);
  await expect(visit.root).toHaveAttribute('lang', 'fr');
  await visit.serve('/tlh', visit.html('<p>nuqneH</p>', { lang: 'tlh' }));
  await page.goto(`${visit.origin}/tlh`);
  await expect(visit.root).toHaveAttribute('lang', 'en');
});

test('the demo shop shows the banner in the language that one picks', async ({ visit, page }) => {
  await visit.open();
  await page.getByRole('link', { name: 'Français' }).click();
  await expect(visit.root).toHaveAttribute('lang', 'fr');
  await page.getByRole('link', { name: 'العربية' }).click();
  await expect(visit.root).toHaveAttribute('dir', 'rtl');
});

test('a language that differs is fetched before anything is shown', async ({ assent, visit, page }) => {
  const asked = requests(page);
  await visit.serve('/de', visit.html('<p>Hallo</p>', { lang: 'de' }));
  await visit.open('/de');
  expect(asked.filter((url) => url.startsWith(assent.url))).toEqual([`${assent.url}/b/demo.js`, `${assent.url}/b/demo/eu.de.json`]);
  await expect(page.locator('#assent-root')).toHaveCount(1);
});

test('a second snippet on the page does nothing', async ({ visit, page }) => {
  await visit.serve('/twice', visit.html('<p>Text</p>', { head: visit.snippet + visit.snippet }));
  await visit.open('/twice');
  await page.waitForLoadState('networkidle');
  await expect(page.locator('#assent-root')).toHaveCount(1);
});

test('a snippet without async in the head waits for the body', async ({ visit }) => {
  await visit.serve('/early', visit.html('<p>Text</p>', { head: visit.snippet.replace(' async', '') }));
  await visit.open('/early');
  await expect(visit.banner).toBeVisible();
});

test('a strict content security policy of the page keeps nothing from working', async ({ assent, visit, page }) => {
  const problems: string[] = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  const policy = `default-src 'self'; script-src 'self' ${assent.url}; style-src 'self'; connect-src ${assent.url}`;
  const html = visit.html('<p>Text</p>').replace('<script>window.ran = []</script>', '<link rel="icon" href="data:,">');
  await visit.serve('/strict', html, {}, { 'content-security-policy': policy });
  await visit.open('/strict');
  expect(await visit.banner.evaluate((banner) => getComputedStyle(banner).position)).toBe('fixed');
  expect((await visit.acceptAll()).status).toBe(201);
  await expect(visit.root).toHaveAttribute('data-assent-choice', 'accepted');
  expect(problems.filter((text) => !text.includes('data:,'))).toEqual([]);
});

test('styles of the page do not disfigure the banner', async ({ visit, page }) => {
  const hostile = `<style>
    * { letter-spacing: .3em; text-transform: uppercase; }
    button { position: absolute; left: -999px; width: 2px; height: 2px; font-size: 3px; color: #ccc; background: #ccc; display: none; }
    div, section, dialog, p, li { float: left; width: 40px; opacity: .2; transform: rotate(9deg); }
    input { appearance: none; display: none; } h2 { font: 60px cursive; } body { zoom: 1; line-height: 4; }</style>`;
  const looks = () =>
    visit.banner.evaluate((banner) =>
      [banner, ...banner.querySelectorAll('h2,p,li,button,a')].map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        const style = getComputedStyle(element);
        return [element.tagName, x, y, width, height, style.color, style.backgroundColor, style.opacity, style.textTransform, style.letterSpacing].join(' ');
      }),
    );
  await visit.serve('/plain', visit.html('<p>Text</p>'));
  await visit.serve('/hostile', visit.html('<p>Text</p>', { head: hostile + visit.snippet }));
  await visit.open('/plain');
  const plain = await looks();
  await visit.open('/hostile');
  expect(await looks()).toEqual(plain);
  await visit.button(visit.banner, 'Settings').click();
  await expect(visit.purpose('ads')).toBeVisible();
  await page.keyboard.press('Escape');
});

test('a page of an origin that is not on the list gets nothing granted', async ({ assent, visit, page }) => {
  const problems: string[] = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  const foreign = assent.shop.replace('localhost', 'shop.localhost');
  await page.context().route(`${foreign}/`, (route) => route.fulfill({ contentType: 'text/html', body: visit.html('<script type="text/plain" data-assent="ads" data-assent-when="recorded">ran.push("ads")</script>') }));
  await page.goto(foreign);
  await expect(visit.banner).toBeVisible();
  await visit.button(visit.banner, words.acceptAll).click();
  await expect(visit.root).not.toHaveAttribute('data-assent-choice', 'accepted');
  await expect.poll(() => page.evaluate(() => window.assent!.get('ads')?.decision)).not.toBe('allow');
  expect(await visit.ran()).toEqual([]);
  expect(problems.join()).toContain('origin');
});

test('a browser that objects to tracking is asked all the same, and nothing is granted by it', async ({ visit, page }) => {
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true }));
  await visit.open();
  expect(await page.evaluate(() => window.assent!.get('ads')?.decision)).not.toBe('allow');
  const record = await visit.rejectAll();
  expect(record.sent).toMatchObject({ gpc: true });
});

test('without JavaScript a link leads to the visitor’s own page and gated tags never run', async ({ assent, browser }) => {
  const page = await withoutScripts(browser);
  const asked = requests(page);
  await page.goto(assent.shop);
  await page.getByRole('link', { name: 'Your privacy choices' }).click();
  await expect(page).toHaveURL(`${assent.url}/you/demo`);
  await expect(page.locator('noscript p')).toHaveText(/JavaScript is switched off/);
  expect(asked.filter((url) => /measure\.js|pixel\.gif|\/film$|\.js$/.test(url))).toEqual([]);
  await page.context().close();
});
