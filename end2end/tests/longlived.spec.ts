// Pages that live long: they change under the banner, are put away and taken out again, and outlast a server or a clock.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { freePort } from '../support/assent.ts';
import { expect, test } from '../support/test.ts';
import { Visit, requests, words } from '../support/visit.ts';

test.use({ server: 'longlived' });

interface Watched {
  /** Most banners at one time, at any moment. */
  most: number;
  /** Frames that were painted without the banner after it had been there. */
  without: number;
}

/** Watches for a second banner at any moment, and for frames without the first. */
async function watch(page: Page): Promise<() => Promise<Watched>> {
  await page.addInitScript(() => {
    const watched = { most: 0, without: 0 };
    Object.assign(window, { watched });
    const count = () => document.querySelectorAll('[id=assent-root]').length;
    new MutationObserver(() => (watched.most = Math.max(watched.most, count()))).observe(document, { childList: true, subtree: true });
    const frame = () => {
      const shown = document.querySelector('[data-assent-layer=banner]')?.getClientRects().length;
      if (watched.most && !shown) watched.without++;
      requestAnimationFrame(frame);
    };
    frame();
  });
  return () =>
    page.evaluate(async () => {
      for (let frames = 0; frames < 5; frames++) await new Promise(requestAnimationFrame);
      return (window as unknown as { watched: Watched }).watched;
    });
}

/** Makes sure that the banner still does what it is for. */
async function works(visit: Visit): Promise<void> {
  await expect(visit.page.locator('#assent-root')).toHaveCount(1);
  expect(await visit.banner.evaluate((banner) => getComputedStyle(banner).position)).toBe('fixed');
  await visit.button(visit.banner, 'Settings').click();
  await expect(visit.settings).toBeVisible();
  await visit.button(visit.settings, words.close).click();
  expect((await visit.rejectAll()).status).toBe(201);
  await expect(visit.root).toHaveAttribute('data-assent-state', 'closed');
}

test('views of a single page come and go under the one banner, and their tags wait and run', async ({ visit, page }) => {
  const watched = await watch(page);
  const app = `<div id="view"></div><script>
    const show = () => {
      document.querySelector('#view').replaceChildren(document.createRange().createContextualFragment(
        '<h2>' + location.pathname + '</h2><img data-assent="ads" data-src="/pixel.svg' + location.pathname + '" alt="">'));
    };
    addEventListener('popstate', show);
    const go = (to) => { history.pushState({}, '', to); show(); };
    show();</script>`;
  await visit.serve('/app', visit.html(app));
  await page.context().route(`${visit.origin}/pixel.svg/**`, (route) => route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' }));
  const asked = requests(page);
  const pixels = () => asked.map((url) => new URL(url).pathname).filter((path) => path.startsWith('/pixel'));
  await visit.open('/app');
  const root = await visit.root.elementHandle();
  for (const to of ['/one', '/two']) await page.evaluate(`go('${to}')`);
  await page.goBack();
  await expect(page.getByRole('heading', { name: '/one' })).toBeVisible();
  expect(await watched()).toEqual({ most: 1, without: 0 });
  expect(pixels()).toEqual([]);
  await visit.acceptAll();
  await expect.poll(pixels).toEqual(['/pixel.svg/one']);
  await page.evaluate(`go('/three')`);
  await expect.poll(pixels).toEqual(['/pixel.svg/one', '/pixel.svg/three']);
  await visit.turnOff.click();
  await page.evaluate(`go('/four')`);
  await page.waitForLoadState('networkidle');
  expect(pixels()).toHaveLength(2);
  expect(await root!.evaluate((root) => root.isConnected)).toBe(true);
});

for (const [what, replace] of [
  ['emptied and filled', () => (document.body.innerHTML = '<main><h1>Anew</h1></main>')],
  ['emptied piece by piece', () => {
    while (document.body.lastChild) document.body.lastChild.remove();
    document.body.append(document.createElement('main'));
  }],
  ['put in the place of another', () => {
    const body = document.createElement('body');
    body.innerHTML = '<main><h1>Anew</h1></main>';
    document.body.replaceWith(body);
  }],
  ['parsed with the whole document', () => (document.documentElement.innerHTML = '<head><title>Anew</title></head><body><main><h1>Anew</h1></main></body>')],
] as const) {
  test(`the banner outlives a body that is ${what}`, async ({ visit, page }) => {
    const watched = await watch(page);
    await visit.serve('/page', visit.html('<p>Text</p>'));
    await visit.open('/page');
    for (let time = 0; time < 3; time++) await page.evaluate(replace as () => unknown);
    expect(await watched()).toEqual({ most: 1, without: 0 });
    await works(visit);
  });
}

test('a page that is without a body for a moment gets its banner back', async ({ visit, page }) => {
  await visit.serve('/page', visit.html('<p>Text</p>'));
  await visit.open('/page');
  await page.evaluate(async () => {
    document.body.remove();
    await new Promise((later) => setTimeout(later, 50));
    document.documentElement.append(document.createElement('body'));
  });
  await works(visit);
});

test('who removes the banner alone is rid of it, whatever else the page removes later', async ({ visit, page }) => {
  await visit.serve('/page', visit.html('<p>Text</p><p>More</p>'));
  await visit.open('/page');
  await page.evaluate(async () => {
    document.querySelector('#assent-root')!.remove();
    for (const part of document.querySelectorAll('p')) {
      await new Promise((later) => setTimeout(later, 20));
      part.remove();
    }
    await new Promise((later) => setTimeout(later, 50));
  });
  await expect(page.locator('#assent-root')).toHaveCount(0);
  // It was hidden, not decided.
  expect(await page.evaluate(() => window.assent!.get('ads')?.because)).toBe('no_record');
});

const react = ['react', 'react-dom'].map((name) => readFileSync(new URL(`../node_modules/${name}/umd/${name}.production.min.js`, import.meta.url), 'utf8')).join('\n');

/** A page that React renders whole, from the head on, as some frameworks do. */
const rendered = (visit: Visit) => `
  const { createElement: e, useState } = React;
  const Page = () => {
    const [time, next] = useState(0);
    window.next = () => next(time + 1);
    return e('html', { lang: 'en' },
      e('head', null, e('meta', { charSet: 'utf-8' }), e('title', null, 'A page'), e('script', { async: true, src: '${visit.assent.url}/b/demo.js' })),
      e('body', { key: window.whole ? time : 0 }, e('main', null, e('h1', null, 'A page'), e('p', { id: 'time' }, String(time)),
        e('iframe', { 'data-assent': 'preferences', 'data-src': '/film', width: 300, height: 150, title: 'A film' }))));
  };
  window.hydrate = () => ReactDOM.hydrateRoot(document, e(Page), { onRecoverableError: (error) => (window.recovered ||= []).push(String(error)) });`;

const markup = (visit: Visit) =>
  `<!DOCTYPE html><html lang="en"><head><meta charSet="utf-8"/><title>A page</title><script async="" src="${visit.assent.url}/b/demo.js"></script></head>` +
  '<body><main><h1>A page</h1><p id="time">0</p><iframe data-assent="preferences" data-src="/film" width="300" height="150" title="A film"></iframe></main></body></html>';

for (const early of [true, false]) {
  test(`a framework that hydrates the whole document ${early ? 'before' : 'after'} the banner is there makes no second one and no flash`, async ({ visit, page }) => {
    const watched = await watch(page);
    await visit.serve('/react', markup(visit));
    let release = () => {};
    const held = new Promise<void>((done) => (release = done));
    await page.route(`${visit.assent.url}/b/demo.js`, async (route) => {
      if (early) await held;
      await route.continue();
    });
    await page.goto(`${visit.origin}/react`, { waitUntil: 'commit' });
    await page.locator('#time').waitFor();
    if (!early) await expect(visit.banner).toBeVisible();
    await page.evaluate(react);
    await page.evaluate(rendered(visit));
    await page.evaluate(() => void (window as unknown as { hydrate(): void }).hydrate());
    release();
    await expect(visit.banner).toBeVisible();
    await expect.poll(() => page.evaluate(() => 'next' in window)).toBe(true);
    const next = async () => {
      const before = Number(await page.locator('#time').textContent());
      await page.evaluate(() => (window as unknown as { next(): void }).next());
      await expect(page.locator('#time')).toHaveText(String(before + 1));
    };
    await next();
    // From now on each rendering makes another body.
    await page.evaluate(() => Object.assign(window, { whole: true }));
    await next();
    await next();
    expect(await watched()).toEqual({ most: 1, without: 0 });
    await expect(page.locator('.assent-held')).toHaveCount(1);
    await works(visit);
  });
}

for (const again of [true, false]) {
  test(`a page that is written anew ${again ? 'with' : 'without'} its snippet keeps a banner that works`, async ({ visit, page }) => {
    await visit.serve('/old', visit.html('<p>Text</p>'));
    await visit.open('/old');
    await page.evaluate((head) => {
      document.open();
      document.write(`<!doctype html><html lang="en"><head><title>Anew</title>${head}</head><body><h1>Anew</h1></body></html>`);
      document.close();
    }, again ? visit.snippet : '');
    await expect(page.getByRole('heading', { name: 'Anew' })).toBeVisible();
    await works(visit);
    await expect(visit.root.locator('[role=status]')).not.toBeEmpty();
  });
}

test('a snippet that the page writes while it is read works like any other', async ({ visit, page }) => {
  const head = `<script>document.write('<script src="${visit.assent.url}/b/demo.js"><' + '/script>')</script>`;
  await visit.serve('/written', visit.html('<script>document.write("<p>Written</p>")</script>', { head }));
  await visit.open('/written');
  await expect(page.getByText('Written')).toBeVisible();
  await works(visit);
});

test('a page taken from the back/forward cache takes over what was withdrawn meanwhile', async ({ assent }, { project }) => {
  // Playwright turns that cache off, and interception keeps pages out of it.
  const browser = await chromium.launch({ ...project.use.launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  const visit = new Visit(assent, page);
  try {
    await visit.open();
    // A frame only: where scripts have run, the page would be loaded again.
    await visit.choose('preferences');
    await expect(page.locator('iframe[data-assent="preferences"]')).toHaveAttribute('src', /film/);
    await page.evaluate(() => {
      Object.assign(window, { kept: true });
      addEventListener('pageshow', ({ persisted }) => Object.assign(window, { persisted }));
    });
    await page.goto(`${visit.origin}/privacy`);
    await expect(visit.root).toHaveAttribute('data-assent-choice', 'custom');
    const other = await visit.tab();
    await other.page.goto(`${visit.origin}/privacy`);
    await other.recorded(() => other.turnOff.click());
    await page.bringToFront();
    await page.goBack({ waitUntil: 'commit' });
    expect(await page.evaluate(() => 'kept' in window && 'persisted' in window), 'the page was kept').toBe(true);
    await expect(visit.root).toHaveAttribute('data-assent-choice', 'rejected');
    await expect(page.locator('iframe[data-assent="preferences"]')).not.toHaveAttribute('src', /film/);
    await expect(visit.turnOff).toBeHidden();
  } finally {
    await browser.close();
  }
});

test('a page rendered in advance counts nothing, and tells no server anything, before somebody opens it', async ({ assent }, { project }) => {
  const port = await freePort();
  const asked: string[] = [];
  const choice = (ads: string) => `document.cookie = 'assent_demo=1.1.' + Date.now() + '.preferences:a|analytics:a|ads:${ads}.AAAAAAAAAAAAAAAAAAAAAA;path=/'`;
  const pages: Record<string, string> = {
    // Everything was allowed; once the next page is rendered, advertising is withdrawn; then that page is opened.
    '/first': `<script type="speculationrules">{"prerender":[{"urls":["/next"],"eagerness":"immediate"}]}</script>
      <script>${choice('a')};
        localStorage['assent_demo.outbox'] = JSON.stringify([{ at: Date.now(), choice: { id: 'x', purposes: {} } }]);
        fetch('/wait').then(() => { ${choice('w')}; return fetch('/opened'); }).then(() => (location.href = '/next'));</script>`,
    '/next': `<script async src="/b/demo.js"></script><img data-assent="analytics" data-src="/count" alt=""><img data-assent="ads" data-src="/advert" alt="">
      <script>
        addEventListener('load', () => setTimeout(() => fetch('/rendered/' + document.prerendering + '/' + !!window.assent), 500));
        document.addEventListener('prerenderingchange', () => setTimeout(() =>
          fetch('/end/' + document.querySelectorAll('#assent-root').length + '/' + window.assent.get('ads').because), 1000));
      </script>`,
  };
  const script = await (await fetch(`${assent.url}/b/demo.js`)).text();
  let rendered = () => {};
  const waited = new Promise<void>((done) => (rendered = done));
  const server = createServer(async ({ url = '' }, response) => {
    if (url === '/wait') await waited;
    else asked.push(url);
    if (url.startsWith('/rendered')) rendered();
    const kind = url.endsWith('.js') ? 'text/javascript' : 'text/html';
    response.writeHead(url.startsWith('/api') ? 404 : 200, { 'content-type': `${kind}; charset=utf-8`, 'cache-control': 'no-cache' });
    response.end(url.endsWith('.js') ? script : url.startsWith('/api') ? '{}' : `<!doctype html><html lang="en"><title>A page</title><link rel="icon" href="data:,"><body>${pages[url] ?? ''}`);
  });
  await new Promise<void>((listening) => server.listen(port, 'localhost', listening));
  const folder = mkdtempSync(join(tmpdir(), 'assent-profile-'));
  // Playwright forbids its browsers to render in advance, so this one runs without it.
  const { executablePath, args = [] } = project.use.launchOptions!;
  const browser = spawn(executablePath!, ['--headless', ...args, `--user-data-dir=${folder}`, `http://localhost:${port}/first`], { stdio: 'ignore' });
  const ended = new Promise((done) => browser.once('exit', done));
  try {
    await expect.poll(() => asked.at(-1), { timeout: 30_000 }).toMatch(/^\/end/);
  } finally {
    browser.kill();
    await ended;
    server.closeAllConnections();
    server.close();
    // Its helpers end a moment after it, and may still write there.
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
    } catch {}
  }
  expect(asked.slice(0, 5)).toEqual(['/first', '/next', '/b/demo.js', '/rendered/true/true', '/opened']);
  expect(asked.slice(5).sort()).toEqual(['/api/v1/sites/demo/choices', '/count', '/end/1/withdrawn']);
});
