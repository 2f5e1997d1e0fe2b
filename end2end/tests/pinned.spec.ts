// The runtime pinned to its hash: a page runs the bytes that it names and no others, and publishing still reaches it.
import { Owner } from '../support/owner.ts';
import { expect, test } from '../support/test.ts';
import { requests, words, type Visit } from '../support/visit.ts';

test.use({ server: 'pinned' });
test.describe.configure({ mode: 'serial' });

let snippet: string;

const gated = `<script type="text/plain" data-assent="ads">ran.push('advert')</script>`;

async function serve(visit: Visit, path: string, { head = snippet, lang = 'en', headers = {} } = {}): Promise<void> {
  await visit.serve(path, visit.html(gated, { head, lang }), {}, headers);
}

test('the install page has the snippet', async ({ assent, page }) => {
  const owner = await Owner.of(assent, page);
  await owner.open('/sites/demo/install');
  await page.getByText('Pinned to its hash').click();
  snippet = (await page.locator('details', { hasText: 'Pinned to its hash' }).locator('pre').textContent())!;
  expect(snippet).toMatch(/src="[^"]+\/b\/r\/[0-9a-f]{16}\.js" data-site="demo" integrity="sha384-[\w+/]{64}" crossorigin="anonymous"/);
});

test('two requests show the banner, and it works like the other', async ({ assent, visit, page }) => {
  await serve(visit, '/pinned', { headers: { 'content-security-policy': `default-src 'none'; script-src 'unsafe-inline' ${assent.url}/b/r/; connect-src ${assent.url}` } });
  const asked = requests(page);
  await visit.open('/pinned');
  const ours = () => asked.filter((url) => url.startsWith(assent.url)).map((url) => new URL(url).pathname.replace(/\/r\/\w+/, '/r/HASH'));
  expect(ours()).toEqual(['/b/r/HASH.js', '/b/demo.json']);
  expect((await visit.acceptAll()).status).toBe(201);
  await expect.poll(() => visit.ran()).toEqual(['advert']);
  const again = page.waitForEvent('load');
  await visit.turnOff.click();
  await again;
  await expect(visit.reopen).toBeVisible();
  expect(await visit.ran()).toEqual([]);
});

test('the language is the page’s, and else the browser’s', async ({ visit, page }) => {
  for (const [lang, spoken] of [['de-AT', 'de'], ['', 'en'], ['xx', 'en']] as const) {
    await serve(visit, `/language${lang}`, { lang });
    await page.goto(`${visit.origin}/language${lang}`);
    await expect(visit.root).toHaveAttribute('lang', spoken);
  }
});

test('other bytes do not run, and the page does not notice', async ({ visit, page }) => {
  const broken = snippet.replace(/sha384-./, (start) => start.slice(0, -1) + (start.endsWith('A') ? 'B' : 'A'));
  await serve(visit, '/broken', { head: broken });
  await page.goto(`${visit.origin}/broken`);
  await page.waitForLoadState('networkidle');
  await expect(visit.root).toHaveCount(0);
  expect(await visit.ran()).toEqual([]);
  await expect(page.getByRole('heading')).toHaveText('A page');
});

test('a server that fails leaves the page alone, and the next load asks again', async ({ assent, visit, page }) => {
  await serve(visit, '/failing');
  await page.context().route(`${assent.url}/b/demo.json*`, (route) => route.abort());
  await page.goto(`${visit.origin}/failing`);
  await page.waitForLoadState('networkidle');
  await expect(visit.root).toHaveCount(0);
  await page.context().unroute(`${assent.url}/b/demo.json*`);
  await page.reload();
  await expect(visit.button(visit.banner, words.rejectAll)).toBeVisible();
});

test('what is published reaches a page that was never touched', async ({ assent, browser, visit, page }) => {
  const context = await browser.newContext();
  const owner = await Owner.of(assent, await context.newPage());
  await owner.open('/sites/demo/banner');
  await owner.fill({ 'English banner title': 'A title of another day' });
  await owner.press('Save');
  await owner.publish('demo', 2);
  await context.close();
  await serve(visit, '/later');
  await visit.open('/later');
  await expect(visit.root).toHaveAttribute('data-assent-version', '2');
});
