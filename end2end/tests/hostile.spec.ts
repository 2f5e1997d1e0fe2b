// Pages that do to every element what their authors meant for some: the banner looks on them as on a plain page.
import { expect, test } from '../support/test.ts';
import { type Visit, words } from '../support/visit.ts';

test.use({ server: 'hostile' });

/** What a page's styles may do to the banner, by what kind of page does it. */
const hostile: Record<string, string> = {
  'a reset of everything': '* { all: unset !important } *::before, *::after { all: unset !important; content: "!" !important }',
  'important styles on every element': `* { margin: 9px !important; padding: 0 !important; border-radius: 0 !important; box-sizing: content-box !important;
    letter-spacing: .3em !important; text-transform: uppercase !important; font-style: italic !important; transition: all 1s !important; position: relative !important; z-index: 1 !important }`,
  'a framework': `*, ::before, ::after { box-sizing: border-box; border-width: 0 } button, input, select { margin: 0; font: inherit; line-height: inherit; border-radius: 0; text-transform: none }
    button { background: none; padding: 0 } ul { list-style: none; margin: 0; padding: 0 } h1, h2, h3 { font-size: inherit; font-weight: inherit } dialog { margin: 0; padding: 0 }
    fieldset { min-width: 0; padding: 0; border: 0 } label { display: inline-block; margin-bottom: .5rem } a { color: #0d6efd } p { margin-bottom: 1rem } img { max-width: 100%; height: auto }`,
  'a tiny root font': 'html { font-size: 8px; line-height: 1 }',
  'a huge root font': 'html { font-size: 40px } body { font-size: 3rem; line-height: 3 }',
  'a transformed body': 'body { transform: translate(40px, 60px) scale(.9); width: 700px; height: 400px; overflow: hidden; filter: blur(0); contain: paint }',
  'a body that is a grid': 'body { display: grid; grid-template-columns: 1fr 2fr; gap: 3rem; justify-items: center; align-items: end; direction: rtl; text-align: right }',
  'a war of layers': '.over { position: fixed; inset: 0; z-index: 2147483647; background: #fff }',
  'names of its own': 'section { display: none } aside { display: none; width: 30px } [role=dialog] { opacity: 0; visibility: hidden; pointer-events: none } [popover] { display: none } section[lang] { zoom: 2 }',
};

/** Where every part of the open layer stands and how it looks. */
async function looks(visit: Visit): Promise<string[]> {
  return visit.root.evaluate((root) =>
    [...root.querySelectorAll<HTMLElement>('*')]
      .filter((element) => element.getClientRects().length && getComputedStyle(element).clipPath === 'none')
      .map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        const style = getComputedStyle(element);
        const names = ['color', 'backgroundColor', 'opacity', 'visibility', 'fontSize', 'fontFamily', 'fontWeight', 'fontStyle', 'lineHeight', 'letterSpacing', 'textTransform', 'textAlign', 'textDecorationLine', 'padding', 'margin', 'border', 'borderRadius', 'transitionDuration', 'pointerEvents'] as const;
        const before = getComputedStyle(element, '::before').content;
        return [element.tagName, ...[x, y, width, height].map((side) => side.toFixed(1)), before, ...names.map((name) => style[name])].join(' ');
      }),
  );
}

/** The looks of each state that visitors meet. */
async function walk(visit: Visit, path: string): Promise<Record<string, string[]>> {
  await visit.page.context().clearCookies();
  await visit.open(path);
  const banner = await looks(visit);
  // What lies over the banner would take the click.
  await visit.button(visit.banner, 'Settings').click({ timeout: 5_000 });
  const settings = await looks(visit);
  await visit.page.keyboard.press('Escape');
  await visit.recorded(() => visit.button(visit.banner, words.acceptAll).click({ timeout: 5_000 }));
  const closed = await looks(visit);
  await visit.reopen.click({ timeout: 5_000 });
  return { banner, settings, closed };
}

for (const [kind, css] of Object.entries(hostile)) {
  test(`the banner looks as on a plain page on one with ${kind}`, async ({ visit }) => {
    // The banner takes the font of the page, which here is the same everywhere.
    const font = 'html, body { font-family: sans-serif }';
    const body = '<p>Text</p><div class="over"></div>';
    await visit.serve('/plain', visit.html(body, { head: `<style>${font}</style>${visit.snippet}` }));
    await visit.serve('/hostile', visit.html(body, { head: `<style>${css} ${font.replaceAll('}', '!important }')}</style>${visit.snippet}` }));
    const plain = await walk(visit, '/plain');
    expect(plain.banner!.length).toBeGreaterThan(10);
    expect(await walk(visit, '/hostile')).toEqual(plain);
  });
}

test('the banner takes no part in the layout of the page', async ({ visit, page }) => {
  const css = '<style>body { display: grid; gap: 50px; grid-template-rows: 40px 1fr; margin: 0 }</style>';
  await visit.serve('/grid', visit.html('<p>Text</p>', { head: css + visit.snippet }));
  await visit.open('/grid');
  expect((await page.getByRole('main').boundingBox())!.y).toBe(0);
});

test('a dialog that the page has open stays above the banner, and the banner can be used after it', async ({ visit, page }) => {
  const dialog = '<dialog id="age"><p>Old enough?</p><button autofocus onclick="this.parentElement.close()">Yes</button></dialog><script>age.showModal()</script>';
  await visit.serve('/dialog', visit.html(dialog, { head: '' }) + visit.snippet);
  await visit.open('/dialog');
  await page.setViewportSize({ width: 360, height: 640 });
  await page.getByRole('button', { name: 'Yes' }).click({ timeout: 5_000 });
  expect((await visit.rejectAll()).status).toBe(201);
});
