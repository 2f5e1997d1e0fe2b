// A refusal and a withdrawal hold: nothing of a denied tracker is asked for or stored, on this page and on every later one.
import { readFileSync } from 'node:fs';
import { expect, test } from '../support/test.ts';
import type { Visit } from '../support/visit.ts';
import { words } from '../support/visit.ts';

test.use({ server: 'holds' });

/** A tracker as they are: it stores wherever it can, and reports on every page, and once more every few milliseconds. */
const TRACKER = `
  const mark = () => {
    document.cookie = 'bright_id=1;path=/';
    document.cookie = '_bright_x=1;path=/deep';
    document.cookie = '_bright_dom=1;path=/;domain=' + location.hostname;
    localStorage.setItem('bright.profile', '1');
    sessionStorage.setItem('bright.session', '1');
    indexedDB.open('bright-db');
    fetch('/hit', { method: 'POST' });
  };
  mark();
  setInterval(mark, 20);`;

const tags = `<script type="text/plain" data-assent="ads" data-src="/bright.js"></script>
  <img data-assent="ads" data-src="/pixel.svg" alt=""><iframe data-assent="ads" data-src="/advert" title="An advert"></iframe>`;

const links = '<a id="deep" href="/deep/page">Deeper</a><button id="soft" onclick="history.pushState({}, \'\', \'/soft\')">Softly</button>';

/** What a page asked for and left in the browser, but for Assent's own. */
class Traces {
  readonly asked: string[] = [];

  constructor(private readonly visit: Visit) {
    visit.page.context().on('request', (request) => {
      const { pathname, origin } = new URL(request.url());
      if (origin === visit.origin) this.asked.push(pathname);
    });
  }

  async left(): Promise<string[]> {
    const { page, origin } = this.visit;
    const cookies = (await page.context().cookies([origin, `${origin}/deep/page`])).map(({ name }) => `cookie ${name}`);
    const stored = await page.evaluate(async () => [
      ...Object.keys(localStorage).map((name) => `local ${name}`),
      ...Object.keys(sessionStorage).map((name) => `session ${name}`),
      ...(await indexedDB.databases()).map(({ name }) => `database ${name}`),
    ]);
    return [...cookies, ...stored].filter((name) => !name.includes('assent_')).sort();
  }
}

/** What the tracker stores, as its owner would list it beside what the demo lists. */
const ITEMS = { c: 'bright_id|_bright_.*', l: 'bright\\..*', s: 'bright\\.session', d: 'bright\\-db' };

const databases = readFileSync(new URL('../../embed/dist/databases.js', import.meta.url), 'utf8');

/** Serves the page with its tags, or without, on three paths. */
async function serve(visit: Visit, body: string): Promise<void> {
  for (const path of ['/start', '/deep/page', '/soft']) await visit.serve(path, visit.html(body + links));
  await visit.serve('/advert', '<title>An advert</title>', { '/bright.js': TRACKER, '/pixel.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>' });
  await visit.page.context().route(`${visit.assent.url}/b/demo.js`, async (route) => {
    const script = await (await fetch(route.request().url())).text();
    expect(script).toContain('"items":{"c":"bright_id"}');
    const listed = script.replace('"items":{"c":"bright_id"}', `"items":${JSON.stringify(ITEMS)}`);
    // As it is sent for a version whose trackers make databases.
    const whole = listed.replace('"purposes":[', '"extras":["databases"],"purposes":[').replace(/}\)\)$/, (end) => databases + end);
    await route.fulfill({ contentType: 'text/javascript; charset=utf-8', body: whole });
  });
  await visit.page.context().route(`${visit.origin}/hit`, (route) => route.fulfill({ status: 204 }));
}

/** Goes about on the site as people do: again, in a new tab, by a link, and within the page. */
async function wander(visit: Visit): Promise<void> {
  const { page } = visit;
  await page.goto(`${visit.origin}/start`);
  await page.reload();
  await page.locator('#soft').click();
  await page.goto(`${visit.origin}/start`);
  await page.locator('#deep').click();
  await page.waitForURL('**/deep/page');
  const tab = await page.context().newPage();
  await tab.goto(`${visit.origin}/start`);
  await tab.waitForLoadState('networkidle');
  await tab.close();
  await page.waitForLoadState('networkidle');
}

/** Names what the demo site's advertising tracker stores; the page's own is left alone. */
const own = () => {
  localStorage.setItem('basket.items', '2');
  document.cookie = 'own=1;path=/';
};

for (const [what, act] of [
  ['a refusal', async (visit: Visit) => void (await visit.rejectAll())],
  [
    'a withdrawal',
    async (visit: Visit) => {
      await visit.acceptAll();
      await expect.poll(() => visit.page.evaluate(() => localStorage.getItem('bright.profile'))).toBe('1');
      const loaded = visit.page.waitForEvent('load');
      await visit.turnOff.click();
      // The script cannot be stopped, so the page is loaded again.
      await loaded;
      await expect(visit.root).toHaveAttribute('data-assent-choice', 'rejected');
    },
  ],
] as const) {
  test(`after ${what} the page is like one whose tags were deleted`, async ({ visit, browser }) => {
    await visit.page.context().addInitScript(own);
    await serve(visit, tags);
    await visit.open('/start');
    await act(visit);
    await visit.page.waitForTimeout(100);
    const traces = new Traces(visit);
    await wander(visit);
    const left = await traces.left();

    const plain = await (await browser.newContext()).newPage();
    await plain.context().addInitScript(own);
    const bare = new (visit.constructor as new (...args: unknown[]) => Visit)(visit.assent, plain, visit.site, visit.origin);
    await serve(bare, '');
    await bare.open('/start');
    await bare.rejectAll();
    const nothing = new Traces(bare);
    await wander(bare);
    expect(traces.asked).toEqual(nothing.asked);
    expect(left).toEqual(await nothing.left());
    expect(left).toEqual(['cookie own', 'local basket.items']);
    await plain.context().close();
  });
}

test('what is on stays untouched, and a choice that takes nothing away loads nothing again', async ({ visit, page }) => {
  await serve(visit, tags);
  await visit.open('/start');
  await visit.choose('ads');
  await expect.poll(() => page.evaluate(() => localStorage.getItem('bright.profile'))).toBe('1');
  let loads = 0;
  page.on('load', () => loads++);
  await visit.choose('ads', 'analytics');
  await page.waitForTimeout(1500);
  expect(loads).toBe(0);
  expect(await page.evaluate(() => localStorage.getItem('bright.profile'))).toBe('1');
});

test('the promise of withdraw() is kept before the page is loaded again', async ({ visit, page }) => {
  await serve(visit, tags);
  await visit.open('/start');
  await visit.acceptAll();
  await expect.poll(() => page.evaluate(() => localStorage.getItem('bright.profile'))).toBe('1');
  const loaded = page.waitForEvent('load');
  expect(await page.evaluate(() => window.assent!.withdraw().then(({ decisions }) => decisions.find(({ purpose }) => purpose === 'ads')!.because))).toBe('withdrawn');
  await loaded;
  await expect(visit.button(visit.banner, words.rejectAll)).toBeHidden();
});
