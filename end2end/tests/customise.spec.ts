// A logo and CSS of the owner's own: the banner gets them, and accept and reject stay what they are.
import { readFileSync } from 'node:fs';
import type { Locator } from '@playwright/test';
import { violations } from '../support/axe.ts';
import { Owner } from '../support/owner.ts';
import { expect, test } from '../support/test.ts';
import { requests, Visit, withoutScripts, words } from '../support/visit.ts';

test.use({ server: 'customise' });

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40" onload="document.title='run'"><metadata>drawn</metadata>
  <defs><linearGradient id="g"><stop stop-color="#1f4d3f"/><stop offset="1" stop-color="#a7dcc4"/></linearGradient></defs>
  <rect width="60" height="40" rx="8" style="fill:url(#g)"/><circle cx="20" cy="20" r="9" fill="#fff"/></svg>`;
const logo = { name: 'logo.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(SVG) };
const picture = (text: string) => ({ ...logo, buffer: Buffer.from(text) });

/** What rules may say at most, each in a way that might hide or favour a button. */
const tries: Record<string, string> = {
  'large letters': 'panel { font-size: 1.4em; font-family: monospace; font-weight: 900; font-style: italic; line-height: 2; letter-spacing: .2em; text-transform: uppercase; text-align: end }',
  'small letters and thick edges':
    'panel { font-size: .75em; line-height: 1.1; letter-spacing: -.03em; font-weight: 300; border: .5em double #f00; border-radius: 2em; box-shadow: 0 0 4em 1em #000, 4em 4em 0 1em #f00, -4em -4em #ff0 }',
  'all the room there can be':
    'logo, title, text, benefit, purpose, description, details, link { padding: 2em; margin: 2em; border: .5em dashed #808080 } details { gap: 2em } text { font-size: 1.2em; line-height: 2 }',
  'the colours of the buttons':
    'title, text, benefit, purpose, description, details { color: var(--assent-on-button); background-color: var(--assent-button); border: 2px solid var(--assent-button) } link:hover { font-weight: 900 }',
  'other rules in the dark and on phones':
    '@media (prefers-color-scheme: dark) { title { color: #ff0; background-color: #000 } } @media (max-width: 600px) { panel { font-size: 1.2em; border-radius: 0 } benefit { margin: 2em; padding: 2em } } link:focus-visible { background-color: #ff0; color: #000 }',
};

/** Saves the CSS, with a logo, and publishes; answers what the publish page says is wrong. */
async function publish(owner: Owner, css: string, file?: typeof logo): Promise<void> {
  await owner.open('/sites/demo/banner');
  await owner.page.getByLabel('CSS', { exact: true }).fill(css);
  if (file) await owner.page.getByLabel('Logo', { exact: true }).setInputFiles(file);
  await owner.press('Save');
  await expect(owner.page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
  await owner.open('/sites/demo/publish');
  await owner.page.getByRole('button', { name: /^Publish version/ }).click();
  await expect(owner.page).toHaveURL(/\?published$/);
}

/** Every computed style of a button but what follows from its size, and its size. */
const looks = (button: Locator) =>
  button.evaluate((element) => {
    const sized = /^((inline|block)-size|width|height|(perspective|transform)-origin)$/;
    const style = getComputedStyle(element);
    const { width, height } = element.getBoundingClientRect();
    return { size: { width, height }, style: Object.fromEntries([...style].filter((name) => !sized.test(name)).map((name) => [name, style.getPropertyValue(name)])) };
  });

/** Accept and reject of a layer look alike, can be read, and are where one can press them. */
async function areAlike(visit: Visit, layer: Locator, sight: string): Promise<void> {
  const [reject, accept] = ['reject-all', 'accept-all'].map((action) => layer.locator(`[data-assent-action=${action}]`));
  for (const button of [reject!, accept!]) {
    await expect(button, sight).toBeInViewport({ ratio: 1 });
    const onTop = await button.evaluate((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return document.elementFromPoint(x + width / 2, y + height / 2) === element;
    });
    expect(onTop, sight).toBe(true);
  }
  const [{ style, size }, other] = [await looks(reject!), await looks(accept!)];
  expect(other.style, sight).toEqual(style);
  // Columns of one row differ by what is left over of a pixel.
  for (const side of ['width', 'height'] as const) expect(other.size[side], sight).toBeCloseTo(size[side], 1);
  expect([style['opacity'], style['visibility'], style['font-weight'], style['text-indent']], sight).toEqual(['1', 'visible', '600', '0px']);
  expect(parseFloat(style['font-size']!), sight).toBeGreaterThanOrEqual(12);
  expect(size.height, sight).toBeGreaterThanOrEqual(44);
}

for (const [kind, css] of Object.entries(tries)) {
  test(`accept and reject stay alike and in reach with ${kind}`, async ({ assent, page, browser }) => {
    await publish(await Owner.of(assent, page), css, logo);
    const sights = {
      light: {},
      dark: { colorScheme: 'dark' },
      'on a phone': { viewport: { width: 360, height: 740 } },
      'on a phone, from right to left': { viewport: { width: 360, height: 740 }, lang: 'ar' },
    } as const;
    for (const [sight, { lang = 'en', ...options }] of Object.entries<{ lang?: string; colorScheme?: 'dark'; viewport?: { width: number; height: number } }>(sights)) {
      const visit = new Visit(assent, await (await browser.newContext(options)).newPage());
      await visit.serve('/page', visit.html('<p>Text</p>', { lang, dir: lang === 'ar' ? 'rtl' : 'ltr' }));
      await visit.open('/page');
      await areAlike(visit, visit.banner, `${sight}, first layer`);
      const contrast = async () => (await violations(visit.page)).filter((found) => found.startsWith('color-contrast'));
      expect(await contrast(), sight).toEqual([]);
      await visit.banner.locator('[data-assent-action=settings]').click();
      await areAlike(visit, visit.settings, `${sight}, settings`);
      for (const summary of await visit.settings.locator('summary').all()) await summary.click();
      expect(await contrast(), `${sight}, settings`).toEqual([]);
      const { status, sent } = await visit.recorded(() => visit.settings.locator('[data-assent-action=reject-all]').click());
      expect([status, sent.action], sight).toEqual([201, 'reject_all']);
      await visit.page.context().close();
    }
  });
}

/** Values at the ends of what each property takes. */
const extremes: Record<string, string[]> = {
  color: ['var(--assent-text)', 'var(--assent-on-button)'],
  'background-color': ['transparent', 'var(--assent-button)', '#000'],
  'font-family': ['monospace', '"No Such Font"'],
  'font-size': ['.75em', '1.5em'],
  'font-style': ['italic'],
  'font-weight': ['300', '900'],
  'letter-spacing': ['-.03em', '.2em'],
  'line-height': ['1.1', '2'],
  'text-align': ['start', 'center', 'end'],
  'text-transform': ['uppercase'],
  'text-decoration': ['underline wavy #f00 .2em'],
  'text-underline-offset': ['.4em'],
  border: ['none', '8px solid var(--assent-surface)'],
  'border-inline-start': ['.5em double #000'],
  'border-radius': ['0', '2em'],
  'box-shadow': ['0 0 4em 1em #000, 4em 4em #000, -4em -4em 4em 1em #fff'],
  padding: ['0', '2em', '0 2em'],
  'padding-inline-end': ['2em'],
  margin: ['0', '2em', '0 2em'],
  'margin-block-start': ['2em'],
  gap: ['0', '2em'],
};
const parts = ['panel', 'logo', 'title', 'text', 'benefit', 'purpose', 'description', 'details', 'link'];

test('no property at its ends, on any part, alone or with others, tells accept from reject or takes them out of reach', async ({ assent, page, browser }) => {
  await Owner.of(assent, page);
  /** The styles that the server makes of rules, also of those that may not be published since they do not contrast. */
  const written = async (css: string) => {
    const answer = await page.request.post(`${assent.url}/rpc/banner/look`, { form: { 'theme[css]': css }, headers: { origin: assent.url } });
    const { light } = (await answer.json()) as { light: string };
    expect(light, css).toContain('!important');
    return light;
  };
  const alone = Object.entries(extremes).flatMap(([name, values]) => values.map((value) => parts.map((part) => `${part} { ${name}: ${value} }`).join(' ')));
  // Every third, fourth, … of all rules, so that each meets many others.
  const all = alone.flatMap((rules) => rules.split(/(?<=\}) /));
  const together = [7, 11, 13, 17, 19, 23, 29].flatMap((step) => [0, 1, 2].map((start) => all.filter((_, at) => at % step === start).join(' ').slice(0, 1900).replace(/[^}]*$/, '')));
  const styles: string[] = [];
  for (const css of [...alone, ...together]) styles.push(await written(css));
  for (const viewport of [{ width: 1280, height: 800 }, { width: 360, height: 640 }]) {
    const visit = new Visit(assent, await (await browser.newContext({ viewport })).newPage());
    await visit.serve('/page', visit.html('<p>Text</p>'));
    await visit.open('/page');
    const faults = await visit.page.evaluate((styles) => {
      const sheet = new CSSStyleSheet();
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
      const [reject, accept] = ['reject', 'accept'].map((verb) => document.querySelector<HTMLElement>(`[data-assent-layer=banner] [data-assent-action=${verb}-all]`)!) as [HTMLElement, HTMLElement];
      const title = document.querySelector('[data-assent-layer=banner] h2')!;
      const whole = () => [title, title.parentElement!].flatMap((element) => [...getComputedStyle(element)].map((name) => getComputedStyle(element).getPropertyValue(name))).join();
      const before = whole();
      let changed = 0;
      const faults = styles.flatMap((css) => {
        sheet.replaceSync(css);
        changed += Number(whole() !== before);
        const [mine, theirs] = [getComputedStyle(reject), getComputedStyle(accept)];
        const sized = /^((inline|block)-size|width|height|(perspective|transform)-origin)$/;
        const differing = [...mine].filter((name) => !sized.test(name) && mine.getPropertyValue(name) !== theirs.getPropertyValue(name));
        const [a, b] = [reject.getBoundingClientRect(), accept.getBoundingClientRect()];
        if (Math.abs(a.width - b.width) > 0.1 || Math.abs(a.height - b.height) > 0.1) differing.push('size');
        for (const [button, { x, y, width, height }] of [[reject, a], [accept, b]] as const) {
          if (x < 0 || y < 0 || x + width > innerWidth || y + height > innerHeight || height < 44) differing.push('place');
          const points = [0.1, 0.5, 0.9].map((part) => document.elementFromPoint(x + width * part, y + height / 2));
          if (points.some((found) => found !== button)) differing.push('reach');
        }
        return differing.length ? [`${differing.join(' ')}: ${css}`] : [];
      });
      return changed > 20 ? faults : [`only ${changed} styles changed anything`];
    }, styles);
    expect(faults).toEqual([]);
    await visit.page.context().close();
  }
});

test('rules of the owner apply to their parts on pages that say otherwise, and to nothing else', async ({ assent, page, browser }) => {
  await publish(await Owner.of(assent, page), 'title { font-weight: 300; text-transform: uppercase } panel { border-radius: 0 } link:hover { background-color: #ffff00; color: #000000 }');
  const visit = new Visit(assent, await (await browser.newContext()).newPage());
  const theirs = '<style>h2 { font-weight: 900 !important; text-transform: none !important } #assent-root [data-assent-layer] { border-radius: 50px !important }</style>';
  await visit.serve('/page', visit.html('<h2>Theirs</h2><p><a href="#">A link</a></p>', { head: theirs + visit.snippet }));
  await visit.open('/page');
  const title = visit.banner.getByRole('heading');
  await expect(title).toHaveCSS('font-weight', '300');
  await expect(title).toHaveCSS('text-transform', 'uppercase');
  await expect(visit.banner).toHaveCSS('border-radius', '0px');
  await expect(visit.page.getByRole('heading', { name: 'Theirs' })).toHaveCSS('font-weight', '900');
  const link = visit.banner.getByRole('link');
  await link.hover();
  await expect(link).toHaveCSS('background-color', 'rgb(255, 255, 0)');
  await visit.page.context().close();
});

test('a logo stands beside the title, says nothing, asks nobody, and leaves nothing where a page lets it not load', async ({ assent, page, browser }) => {
  await publish(await Owner.of(assent, page), '', logo);
  const visit = new Visit(assent, await (await browser.newContext()).newPage());
  await visit.serve('/page', visit.html('<p>Text</p>'));
  const asked = requests(visit.page);
  await visit.open('/page');
  const image = visit.banner.locator('img');
  await expect(image).toBeVisible();
  expect(await image.evaluate((image: HTMLImageElement) => [image.complete, image.naturalWidth > 0, image.alt])).toEqual([true, true, '']);
  const box = (await image.boundingBox())!;
  expect([box.height, box.width]).toEqual([40, 60]);
  await expect(visit.banner.getByRole('heading', { name: words.banner, exact: true })).toBeVisible();
  expect(asked.filter((url) => !url.startsWith('data:') && !url.startsWith(assent.url) && !url.startsWith(assent.shop))).toEqual([]);
  expect(await violations(visit.page)).toEqual([]);
  await expect(visit.page).not.toHaveTitle('run');
  await visit.page.setViewportSize({ width: 320, height: 640 });
  expect(await visit.banner.evaluate((layer) => layer.scrollWidth <= layer.clientWidth + 1)).toBe(true);

  await visit.page.setViewportSize({ width: 1280, height: 800 });
  const policy = `default-src 'none'; script-src ${assent.url}; connect-src ${assent.url}; img-src 'self'`;
  const head = `<script async src="${assent.url}/b/demo.js"></script>`;
  const strict = `<!doctype html><html lang="en"><head><title>Strict</title>${head}</head><body><main><h1>Strict</h1></main></body></html>`;
  await visit.serve('/strict', strict, {}, { 'content-security-policy': policy });
  await visit.open('/strict');
  const [indent, height, line] = await visit.banner.getByRole('heading').evaluate((title) => {
    const range = document.createRange();
    range.selectNodeContents(title.lastChild!);
    return [range.getBoundingClientRect().left - title.getBoundingClientRect().left, title.getBoundingClientRect().height, parseFloat(getComputedStyle(title).lineHeight)];
  });
  expect([indent, height]).toEqual([0, line]);
  expect((await visit.banner.locator('img').boundingBox())?.width ?? 0).toBe(0);
  await visit.page.context().close();
});

test('logo and CSS show in the preview and what is wrong beside their fields, while one types', async ({ assent, page }) => {
  const owner = await Owner.of(assent, page);
  await publish(owner, 'title { font-weight: 400 }', logo);
  await owner.open('/sites/demo/banner');
  const preview = page.frameLocator('iframe[title="Preview of the banner"]');
  const title = preview.locator('[data-assent-layer=banner] h2');
  await expect(title).toHaveCSS('font-weight', '400');
  await expect(title.locator('img')).toHaveAttribute('src', /^data:image\/svg\+xml;base64,/);
  const css = page.getByLabel('CSS', { exact: true });
  await owner.typeUntil(css, 'title { font-weight: 300 }', () => expect(title).toHaveCSS('font-weight', '300', { timeout: 2_000 }));
  await css.fill('title { font-weight: 300 }\nbutton { display: none }\ntext { display: none }');
  await expect(css).toHaveAttribute('aria-invalid', 'true');
  await expect(css).toHaveAccessibleDescription(/Line 2: There is no part “button”.*Line 3: “display” cannot be set here\. What can: color, /s);
  expect(await violations(page)).toEqual([]);
  await css.fill('text { color: var(--assent-surface) }');
  await expect(css).toHaveAccessibleDescription(/contrast of 1\.0 in the dark colours/);
  await page.getByLabel('Remove the logo').check();
  await expect(title.locator('img')).toHaveCount(0);
  await page.getByLabel('Remove the logo').uncheck();
  const file = page.getByLabel('Logo', { exact: true });
  await file.setInputFiles(picture('<svg viewBox="0 0 1 1"><script>alert(1)</script></svg>'));
  await expect(file).toHaveAccessibleDescription(/This SVG has <script>/);
  // The server is asked about what is left without a file that is too large, and leaves what is said of it.
  const looked = page.waitForResponse((answer) => /look/.test(answer.url()) && answer.request().method() === 'POST');
  await file.setInputFiles(picture('x'.repeat(70_000)));
  await (await looked).finished();
  await expect(file).toHaveAccessibleDescription(/at most 64 kB/);
  await file.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: readFileSync(new URL('../../docs/images/banner.png', import.meta.url)).subarray(0, 5000) });
  await expect(file).toHaveAccessibleDescription(/This PNG is damaged/);
  await file.setInputFiles(picture('<svg viewBox="0 0 9 1"><path d="M0 0h9v1z"/></svg>'));
  await expect(file).not.toHaveAttribute('aria-invalid');
  await expect(title.locator('img')).toBeVisible();
  // A draft may hold anything; a version may not.
  await owner.press('Save');
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
  await expect(css).toHaveAccessibleDescription(/contrast of 1\.0/);
  await owner.open('/sites/demo/publish');
  await expect(page.getByRole('main')).toContainText('contrast of 1.0 in the light colours');
  await expect(page.getByRole('button', { name: /^Publish version/ })).toHaveCount(0);
});

test('without JavaScript a logo is chosen, refused and removed by the same form', async ({ assent, page, browser }) => {
  const owner = await Owner.of(assent, page);
  await publish(owner, '', logo);
  const plain = new Owner(assent, await withoutScripts(browser, page));
  const file = plain.page.getByLabel('Logo', { exact: true });
  const src = async () => {
    await plain.open('/preview/demo');
    return plain.page.locator('[data-assent-layer=banner] img').getAttribute('src');
  };
  const before = await src();
  await plain.open('/sites/demo/banner');
  await plain.fill({ CSS: 'title { font-weight: 500 }' });
  await file.setInputFiles(picture('GIF89a'));
  await plain.press('Save');
  await expect(file).toHaveAccessibleDescription(/neither a PNG nor an SVG/);
  await expect(plain.page.getByLabel('CSS', { exact: true })).toHaveValue('title { font-weight: 500 }');
  await file.setInputFiles(picture('<svg viewBox="0 0 9 1"><path d="M0 0h9v1z"/></svg>'));
  await plain.press('Save');
  await expect(plain.page.getByRole('status')).toHaveText('Saved.');
  const after = await src();
  expect(after).toMatch(/^data:image\/svg\+xml;base64,/);
  expect(after).not.toBe(before);
  await plain.open('/sites/demo/banner');
  await plain.page.getByLabel('Remove the logo').check();
  await plain.press('Save');
  await expect(plain.page.getByRole('status')).toHaveText('Saved.');
  await plain.open('/preview/demo');
  await expect(plain.page.locator('[data-assent-layer=banner] img')).toHaveCount(0);
  await plain.page.context().close();
});
