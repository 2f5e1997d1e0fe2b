// Long lists of trackers: fetched when somebody looks, searched, and in the visitor's language.
import { violations } from '../support/axe.ts';
import { Owner } from '../support/owner.ts';
import { expect, test } from '../support/test.ts';
import { requests, type Visit } from '../support/visit.ts';

test.use({ server: 'lists' });

/** The demo site has one tracker for advertising; with these its list is a long one. */
const PROVIDERS = ['Aster', 'Borage', 'Clover', 'Dill', 'Elder', 'Fennel', 'Gorse', 'Heather', 'Iris', 'Juniper', 'Kale'];
const ALL = PROVIDERS.length + 1;

test.beforeAll(async ({ assent, browser }) => {
  const page = await (await browser.newContext()).newPage();
  const owner = await Owner.of(assent, page);
  const form = `${assent.url}/sites/demo/purposes/ads/trackers/new`;
  // As its form sends them, without opening a dozen pages.
  for (const name of PROVIDERS) {
    const revision = /name="revision" value="(\d+)"/.exec(await (await page.request.get(form)).text())![1]!;
    const fields = { revision, name: `${name} ads`, provider: `${name} Ltd`, policy_url: `https://${name.toLowerCase()}.example/privacy`, action: 'save' };
    expect((await page.request.post(form, { form: fields, headers: { origin: assent.url } })).url()).toMatch(/\/trackers\/(?!new)\w+/);
  }
  await owner.publishNext('demo');
  await page.context().close();
});

const part = (visit: Visit) => visit.settings.locator('details[data-assent-list="ads"]');
const entries = (visit: Visit) => part(visit).locator('li[data-assent-tracker]:visible');
const found = (visit: Visit) => part(visit).getByRole('status');

const search = (visit: Visit, name: string) => part(visit).getByRole('searchbox', { name });

/** The lists that a page asks for, from now on. */
const fetched = (visit: Visit) => {
  const asked = requests(visit.page);
  return () => asked.filter((url) => url.endsWith('/trackers.html'));
};

async function openSettings(visit: Visit, path = '/'): Promise<void> {
  await visit.open(path);
  await visit.banner.locator('[data-assent-action="settings"]').click();
}

test('the list is asked for when somebody opens it, and once', async ({ visit, page }) => {
  const lists = fetched(visit);
  await openSettings(visit);
  await visit.settings.locator('details:not([data-assent-list]) summary').first().click();
  await page.waitForLoadState('networkidle');
  expect(lists()).toEqual([]);
  await part(visit).locator('summary').click();
  await expect(entries(visit)).toHaveCount(ALL);
  await part(visit).locator('summary').click();
  await expect(entries(visit)).toHaveCount(0);
  await part(visit).locator('summary').click();
  await expect(entries(visit)).toHaveCount(ALL);
  expect(lists()).toHaveLength(1);
  await visit.page.keyboard.press('Escape');
  expect(await visit.stored()).toEqual({ cookies: 0, local: 0, session: 0 });
});

test('a search announces how many it found, without moving the focus', async ({ visit, page }) => {
  await openSettings(visit);
  await part(visit).locator('summary').focus();
  await page.keyboard.press('Enter');
  await expect(entries(visit)).toHaveCount(ALL);
  await page.keyboard.press('Tab');
  const field = search(visit, 'Search for a company or a cookie');
  await expect(field).toBeFocused();
  await expect(found(visit)).toBeEmpty();
  await page.keyboard.type('FEN');
  await expect(found(visit)).toHaveText('1 entry found');
  await field.fill('bright_id');
  await expect(found(visit)).toHaveText('1 entry found');
  await field.fill('nobody');
  await expect(found(visit)).toHaveText('0 entries found');
  await field.fill(' ltd ');
  await expect(found(visit)).toHaveText(`${PROVIDERS.length} entries found`);
  await field.fill('');
  await expect(found(visit)).toBeEmpty();
  await expect(field).toBeFocused();
  // Enter in the field neither saves nor closes anything.
  await field.press('Enter');
  await expect(visit.settings).toBeVisible();
  await expect(visit.root).toHaveAttribute('data-assent-choice', 'none');
});

test('a search leaves in view what it found and nothing else', async ({ visit }) => {
  await openSettings(visit);
  await part(visit).locator('summary').click();
  const field = search(visit, 'Search for a company or a cookie');
  await field.fill('fen');
  await expect(entries(visit)).toHaveText([/^Fennel ads/]);
  await field.fill('bright_id');
  await expect(entries(visit)).toHaveText([/bright_id/]);
  await field.fill('nobody');
  await expect(entries(visit)).toHaveCount(0);
  await field.fill('');
  await expect(entries(visit)).toHaveCount(ALL);
});

for (const [how, fail] of [
  ['does not arrive', 'abort'],
  ['is an error of the server', 'error'],
] as const) {
  test(`a list that ${how} says so, and is had when opened again`, async ({ visit, page }) => {
    const lists = fetched(visit);
    await page.route('**/trackers.html', (route) => (fail === 'abort' ? route.abort() : route.fulfill({ status: 503, headers: { 'access-control-allow-origin': '*' } })));
    await openSettings(visit);
    await part(visit).locator('summary').click();
    await expect(found(visit)).toHaveText('This could not be loaded. Please try again later.');
    await page.unroute('**/trackers.html');
    await part(visit).locator('summary').click();
    await expect(found(visit)).toHaveCount(0);
    await part(visit).locator('summary').click();
    await expect(entries(visit)).toHaveCount(ALL);
    await expect(found(visit)).toBeEmpty();
    expect(lists()).toHaveLength(2);
  });
}

for (const [look, prepare] of [
  ['on a wide page', (visit: Visit) => visit.page.setViewportSize({ width: 1280, height: 800 })],
  ['dark, at 320 pixels', async ({ page }: Visit) => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 320, height: 640 });
  }],
  ['in forced colours', (visit: Visit) => visit.page.emulateMedia({ forcedColors: 'active' })],
] as const) {
  test(`an open list keeps the rules of accessibility: ${look}`, async ({ visit }) => {
    await prepare(visit);
    await openSettings(visit);
    await part(visit).locator('summary').click();
    await expect(entries(visit)).toHaveCount(ALL);
    expect(await violations(visit.page)).toEqual([]);
  });
}

test('what is typed into the search can be read', async ({ visit, page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await openSettings(visit);
  await part(visit).locator('summary').click();
  const field = (await part(visit).getByRole('searchbox').boundingBox())!;
  expect(field.width).toBeGreaterThanOrEqual(200);
  expect(field.height).toBeGreaterThanOrEqual(24);
  expect(field.x + field.width).toBeLessThanOrEqual(320);
});

test('a strict policy of the page and Trusted Types let the list in', async ({ assent, visit, page }) => {
  const problems: string[] = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(String(error)));
  const policy = `default-src 'none'; script-src ${assent.url}; connect-src ${assent.url}; style-src 'none'; require-trusted-types-for 'script'; trusted-types assent`;
  const html = `<!doctype html><html lang="en"><head><title>A strict page</title>${visit.snippet}</head><body><main><h1>A strict page</h1></main></body></html>`;
  await visit.serve('/strict', html, {}, { 'content-security-policy': policy });
  await openSettings(visit, '/strict');
  await part(visit).locator('summary').click();
  await expect(entries(visit)).toHaveCount(ALL);
  await part(visit).getByRole('searchbox').fill('iris');
  await expect(found(visit)).toHaveText('1 entry found');
  expect(problems).toEqual([]);
});

test('in German the list speaks German', async ({ visit }) => {
  await visit.serve('/de', visit.html('<p>Hallo</p>', { lang: 'de' }));
  await openSettings(visit, '/de');
  await part(visit).locator('summary').click();
  await expect(entries(visit).getByRole('link', { name: 'Datenschutzerklärung von Fennel Ltd' })).toBeVisible();
  const field = search(visit, 'Unternehmen oder Cookie suchen');
  await field.fill('fen');
  await expect(found(visit)).toHaveText('1 Eintrag gefunden');
  await field.fill('ltd');
  await expect(found(visit)).toHaveText(`${PROVIDERS.length} Einträge gefunden`);
});

test('a language that is chosen with the list open is that of the list when it is opened next', async ({ visit, page }) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  await openSettings(visit);
  await part(visit).locator('summary').click();
  await expect(entries(visit)).toHaveCount(ALL);
  await visit.settings.locator('select').focus();
  await visit.settings.locator('select').selectOption('ar');
  await expect(visit.root).toHaveAttribute('lang', 'ar');
  await part(visit).locator('summary').click();
  await expect(entries(visit)).toHaveCount(ALL);
  const field = search(visit, 'البحث عن شركة أو ملف تعريف ارتباط');
  await field.fill('elder ads', { timeout: 5_000 });
  await expect(found(visit)).toHaveText('عُثر على نتيجة واحدة');
  await field.fill('or');
  await expect(found(visit)).toHaveText('عُثر على نتيجتين');
  expect(problems).toEqual([]);
});
