// Scripts, frames and images that wait for their purpose.
import { expect, test } from '../support/test.ts';
import { requests, words } from '../support/visit.ts';

test.use({ server: 'gating' });

const says = (name: string) => `ran.push('${name}');`;

test('nothing gated loads before its purpose is allowed, and scripts then run in the order of the page', async ({ visit, page }) => {
  const gated = `
    <script type="text/plain" data-assent="analytics" data-src="/first.js"></script>
    <script type="text/plain" data-assent="analytics">${says('second')}</script>
    <script type="text/plain" data-assent="ads" data-src="/advert.js"></script>
    <script type="text/plain" data-assent="analytics" data-src="/third.js"></script>
    <script type="text/plain" data-assent="analytics">${says('fourth')}</script>
    <img data-assent="ads" data-src="/advert.svg" alt="">
    <iframe data-assent="preferences" data-src="/frame.html" title="A frame"></iframe>`;
  await visit.serve('/gated', visit.html(gated), {
    '/first.js': says('first'),
    '/third.js': says('third'),
    '/advert.js': says('advert'),
    '/advert.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    '/frame.html': '<title>A frame</title><p>Framed</p>',
  });
  // The first script is slow: those after it still wait for it.
  let release = () => {};
  const held = new Promise<void>((done) => (release = done));
  await page.route(`${visit.origin}/first.js`, async (route) => {
    await held;
    await route.fallback();
  });
  const asked = requests(page);
  const gatedFiles = () => asked.map((url) => new URL(url).pathname).filter((path) => /first|third|advert|frame/.test(path));
  await visit.open('/gated');
  await page.waitForLoadState('networkidle');
  expect(gatedFiles()).toEqual([]);
  expect(await visit.ran()).toEqual([]);

  await visit.choose('analytics');
  release();
  await expect.poll(() => visit.ran()).toEqual(['first', 'second', 'third', 'fourth']);
  expect(gatedFiles().sort()).toEqual(['/first.js', '/third.js']);

  await visit.choose('analytics', 'ads', 'preferences');
  await expect.poll(async () => (await visit.ran()).at(-1)).toBe('advert');
  expect(await visit.ran()).toHaveLength(5);
  await expect(page.frameLocator('iframe[title="A frame"]').getByText('Framed')).toBeVisible();
  expect(gatedFiles().sort()).toEqual(['/advert.js', '/advert.svg', '/first.js', '/frame.html', '/third.js']);
});

test('what was allowed runs at once on the next page', async ({ visit, page }) => {
  await visit.serve('/gated', visit.html(`<script type="text/plain" data-assent="ads">${says('advert')}</script>`));
  await visit.open('/gated');
  await visit.acceptAll();
  await expect.poll(() => visit.ran()).toEqual(['advert']);
  await page.reload();
  await expect.poll(() => visit.ran()).toEqual(['advert']);
});

test('a script keeps its attributes and may find itself', async ({ visit }) => {
  const gated = `<script type="text/plain" data-assent="ads" id="mine" data-account="42">ran.push(document.currentScript.id + document.currentScript.dataset.account)</script>`;
  await visit.serve('/attributes', visit.html(gated));
  await visit.open('/attributes');
  await visit.acceptAll();
  await expect.poll(() => visit.ran()).toEqual(['mine42']);
});

test('an element added later waits just the same', async ({ visit, page }) => {
  await visit.serve('/later', visit.html('<div id="place"></div>'), { '/later.js': says('later') });
  await visit.open('/later');
  const add = () =>
    page.evaluate(() => {
      const script = document.createElement('script');
      Object.assign(script, { type: 'text/plain' });
      script.dataset.assent = 'analytics';
      script.dataset.src = '/later.js';
      document.getElementById('place')!.append(script);
    });
  await add();
  expect(await visit.ran()).toEqual([]);
  await visit.choose('analytics');
  await expect.poll(() => visit.ran()).toEqual(['later']);
  await add();
  await expect.poll(() => visit.ran()).toEqual(['later', 'later']);
});

test('a tag of a purpose that does not exist never runs', async ({ visit, page }) => {
  const warnings: string[] = [];
  page.on('console', (message) => warnings.push(message.text()));
  await visit.serve('/unknown', visit.html(`<script type="text/plain" data-assent="surveillance">${says('surveillance')}</script><script type="text/plain" data-assent="ads">${says('advert')}</script>`));
  await visit.open('/unknown');
  await visit.acceptAll();
  await expect.poll(() => visit.ran()).toEqual(['advert']);
  expect(warnings.join()).toContain('surveillance');
});

test('a tag of a necessary purpose runs without a choice', async ({ visit }) => {
  await visit.serve('/necessary', visit.html(`<script type="text/plain" data-assent="necessary">${says('basket')}</script>`));
  await visit.open('/necessary');
  await expect.poll(() => visit.ran()).toEqual(['basket']);
});

test('the place of a frame explains itself and allows its own purpose only', async ({ assent, visit, page }) => {
  await visit.open();
  const held = page.locator('.assent-held');
  await expect(held).toContainText('This content is not loaded because you have not allowed “Preferences”');
  await expect(held).toContainText('localhost');
  const record = await visit.recorded(() => held.getByRole('button', { name: 'Always allow “Preferences”' }).click());
  expect(record.sent.purposes).toEqual({ preferences: true, analytics: false, ads: false });
  await expect(held).toHaveCount(0);
  await expect(page.frameLocator('iframe[data-assent="preferences"]').getByText('Fresh soil')).toBeVisible();
  expect(await assent.reasons('demo', record.visitor)).toMatchObject({ preferences: 'allow granted', ads: 'deny refused' });
});

test('what is allowed once is shown on this page and neither recorded nor remembered', async ({ visit, page }) => {
  await visit.open();
  const asked = requests(page);
  await page.locator('.assent-held').getByRole('button', { name: 'Allow once' }).click();
  await expect(page.frameLocator('iframe[data-assent="preferences"]').getByText('Fresh soil')).toBeVisible();
  expect(asked.filter((url) => url.includes('/choices'))).toEqual([]);
  expect(await visit.cookie()).toBeUndefined();
  await page.reload();
  await expect(page.locator('.assent-held')).toBeVisible();
});

test('a placeholder takes the room of what it stands for, however that gets its size', async ({ visit, page }) => {
  const frames = `<style>.wide { width: 50%; aspect-ratio: 16 / 9; border: 0 } #tiny { width: 1px; height: 1px }</style>
    <iframe class="wide" data-assent="ads" data-src="/a" title="a"></iframe><video data-assent="ads" data-src="/b" width="300" height="200"></video>
    <iframe hidden data-assent="ads" data-src="/c" title="c"></iframe><iframe id="tiny" data-assent="ads" data-src="/d" title="d"></iframe>`;
  await visit.serve('/sizes', visit.html(frames));
  await visit.open('/sizes');
  const held = page.locator('.assent-held');
  // What nobody would have seen has none.
  await expect(held).toHaveCount(2);
  const main = (await page.locator('main').boundingBox())!;
  expect((await held.nth(0).boundingBox())!.width).toBeCloseTo(main.width / 2, 0);
  expect((await held.nth(0).boundingBox())!.height).toBeCloseTo((main.width / 2) * (9 / 16), 0);
  expect(await held.nth(1).boundingBox()).toMatchObject({ width: 300, height: 200 });
});

test('allowing a frame keeps what was allowed before', async ({ visit, page }) => {
  await visit.open();
  await visit.choose('analytics');
  const record = await visit.recorded(() => page.locator('.assent-held [data-assent-action="allow"]').click());
  expect(record.sent.purposes).toEqual({ preferences: true, analytics: true, ads: false });
});

test('a withdrawn frame leaves the page and its place explains itself again', async ({ visit, page }) => {
  await visit.open();
  await visit.acceptAll();
  await expect(page.frameLocator('iframe[data-assent="preferences"]').getByText('Fresh soil')).toBeVisible();
  await visit.reopen.click();
  await visit.recorded(() => visit.button(visit.settings, words.rejectAll).click());
  await expect(page.locator('.assent-held')).toBeVisible();
  await expect(page.locator('iframe[data-assent="preferences"]')).toBeHidden();
  expect(page.frames().map((frame) => new URL(frame.url(), visit.origin).pathname)).not.toContain('/embed/film');
});

test('a place of a frame speaks the language of the banner', async ({ visit, page }) => {
  await visit.serve('/de', visit.html('<iframe data-assent="ads" data-src="https://ads.example/frame" title="Rahmen"></iframe>', { lang: 'de' }));
  await visit.open('/de');
  await expect(page.locator('.assent-held')).toContainText('ads.example');
  for (const button of await page.locator('.assent-held').getByRole('button').all()) await expect(button).not.toContainText(/allow/i);
});

test('the demo stores what its banner lists, each only once it may', async ({ visit, page }) => {
  /** The names of what the shop keeps in the browser, without what the runtime keeps for the choice itself. */
  const kept = async () => {
    const cookies = (await page.context().cookies()).map((cookie) => cookie.name);
    const session = await page.evaluate(() => Object.keys(sessionStorage));
    return [...cookies, ...session].sort();
  };
  await visit.open();
  const listed = await visit.settings.locator('[data-assent-tracker] li b').allTextContents();
  expect(await kept()).toEqual([]);
  await page.getByRole('button', { name: 'Add to basket' }).first().click();
  await expect(page.getByText('Basket: 1')).toBeVisible();
  expect(await kept()).toEqual(['basket']);
  await visit.acceptAll();
  await expect.poll(kept).toEqual(listed.sort());
});
