// Pages that allow little: a strict policy, Trusted Types, isolation, sandboxes, and browsers that keep nothing.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/test.ts';
import { Visit, words } from '../support/visit.ts';

test.use({ server: 'strict' });

/** What the page forbade, and what its console complained about, from now on and on every page after. */
async function complaints(page: Page): Promise<string[]> {
  const found: string[] = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && found.push(message.text()));
  page.on('pageerror', (error) => found.push(String(error)));
  await page.exposeFunction('complain', (what: string) => void found.push(what));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      (window as unknown as { complain(what: string): void }).complain(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  return found;
}

/** A page without a line of script or style of its own; `head` is its snippet. */
const bare = (head: string, body: string) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A strict page</title>${head}</head><body><main><h1>A strict page</h1>${body}</main></body></html>`;

const gated = `
  <script type="text/plain" data-assent="ads" data-src="/first.js" nonce="n0nce"></script>
  <script type="text/plain" data-assent="ads" data-src="/second.js"></script>
  <iframe data-assent="preferences" data-src="/film" width="320" height="180" frameborder="0" title="A film"></iframe>
  <img data-assent="ads" data-src="/pixel.svg" alt="">
  <div data-assent-declaration></div>`;

const FILES = {
  '/first.js': "document.title = 'first ' + document.currentScript.nonce",
  '/second.js': "document.title += ', second'",
  '/pixel.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  '/film': '<title>A film</title><p>Framed</p>',
};

/** Everything that a visitor can do with the banner. */
async function useAll(visit: Visit): Promise<void> {
  const { page } = visit;
  await expect(visit.banner).toBeVisible();
  expect(await visit.banner.evaluate((banner) => getComputedStyle(banner).position)).toBe('fixed');
  await expect(page.locator('.assent-held')).toHaveCSS('width', '320px');
  // The languages are listed when somebody reaches for them.
  await visit.banner.locator('select').focus();
  await visit.banner.locator('select').selectOption('de');
  await expect(visit.root).toHaveAttribute('lang', 'de');
  await visit.banner.locator('select').focus();
  await visit.banner.locator('select').selectOption('en');
  await visit.button(visit.banner, 'Settings').click();
  await visit.settings.locator('summary').first().click();
  await visit.purpose('ads').check();
  expect((await visit.recorded(() => visit.button(visit.settings, words.save).click())).status).toBe(201);
  await expect(page).toHaveTitle(/^first .*, second$/);
  await page.locator('[data-assent-action="allow-once"]').click();
  await expect(page.frameLocator('iframe[title="A film"]').getByText('Framed')).toBeVisible();
  await expect(page.locator('[data-assent-declaration] h3').first()).toBeVisible();
  const loaded = page.waitForEvent('load');
  expect((await visit.recorded(() => visit.turnOff.click())).status).toBe(201);
  // The scripts that have run end with the page.
  await loaded;
  await visit.reopen.click();
  expect((await visit.recorded(() => visit.button(visit.settings, words.acceptAll).click())).status).toBe(201);
  await page.waitForLoadState('networkidle');
}

/** The strictest policy under which a page can have a banner. */
const policyOf = ({ assent }: Visit) =>
  `default-src 'none'; script-src 'self' ${assent.url}; connect-src ${assent.url}; style-src 'none'; img-src 'self'; frame-src 'self'`;

test('a policy that forbids everything but what is named has nothing to report', async ({ visit, page }) => {
  const found = await complaints(page);
  await visit.serve('/strict', bare(visit.snippet, gated), FILES, { 'content-security-policy': policyOf(visit) });
  await visit.open('/strict');
  await useAll(visit);
  expect(found).toEqual([]);
});

test('a nonce is all that a script needs, the snippet and gated ones alike', async ({ visit, page }) => {
  const found = await complaints(page);
  const policy = policyOf(visit).replace(/script-src [^;]*/, "script-src 'nonce-n0nce'");
  const body = gated.replace('<script type="text/plain" data-assent="ads" data-src="/second.js">', '<script type="text/plain" data-assent="ads" nonce="n0nce">document.title += ", second"');
  await visit.serve('/nonce', bare(visit.snippet.replace('<script', '<script nonce="n0nce"'), body), FILES, { 'content-security-policy': policy });
  await visit.open('/nonce');
  await useAll(visit);
  await expect(page).toHaveTitle('first n0nce, second');
  expect(found).toEqual([]);
});

test('under Trusted Types one policy is made, though the snippet is there twice', async ({ visit, page }) => {
  const found = await complaints(page);
  await page.addInitScript(() => {
    const types = (window as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }).trustedTypes;
    const made: string[] = [];
    const create = types.createPolicy.bind(types);
    types.createPolicy = (name, rules) => {
      made.push(name);
      return create(name, rules);
    };
    Object.assign(window, { made });
  });
  const policy = `${policyOf(visit)}; require-trusted-types-for 'script'; trusted-types assent`;
  await visit.serve('/typed', bare(visit.snippet + visit.snippet.replace(' async', ' defer'), gated), FILES, { 'content-security-policy': policy });
  await visit.open('/typed');
  await page.waitForLoadState('load');
  expect(await page.evaluate(() => (window as unknown as { made: string[] }).made)).toEqual(['assent']);
  await useAll(visit);
  expect(await page.evaluate(() => (window as unknown as { made: string[] }).made)).toEqual(['assent']);
  await expect(page.locator('#assent-root')).toHaveCount(1);
  expect(found).toEqual([]);
});

test('a tag that the policy refuses keeps no other from running', async ({ visit, page }) => {
  const body = '<script type="text/plain" data-assent="ads" onload="document.title = 1" data-src="/first.js"></script><script type="text/plain" data-assent="ads" data-src="/second.js"></script>';
  const policy = `${policyOf(visit)}; require-trusted-types-for 'script'; trusted-types assent`;
  await visit.serve('/refused', bare(visit.snippet, body), FILES, { 'content-security-policy': policy });
  await visit.open('/refused');
  await visit.acceptAll();
  await expect(page).toHaveTitle(/, second$/);
});

for (const embedder of ['require-corp', 'credentialless']) {
  test(`an isolated page works, embedder policy ${embedder}`, async ({ visit, page }) => {
    const found = await complaints(page);
    const isolated = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': embedder };
    await visit.serve('/isolated', bare(visit.snippet, gated), FILES, isolated);
    await page.context().route(`${visit.origin}/film`, (route) => route.fulfill({ contentType: 'text/html', body: FILES['/film'], headers: isolated }));
    await visit.open('/isolated');
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await useAll(visit);
    expect(found).toEqual([]);
  });
}

test('a sandboxed frame without an origin can refuse, and is granted nothing that nobody records', async ({ visit, page }) => {
  const found = await complaints(page);
  await visit.serve('/inner', bare(visit.snippet, '<img data-assent="ads" data-src="/pixel.svg" alt="">'), FILES);
  await visit.serve('/outer', bare('', '<iframe sandbox="allow-scripts" src="/inner" width="900" height="700" title="Inner"></iframe>'));
  await page.goto(`${visit.origin}/outer`);
  const frame = page.frameLocator('iframe');
  const root = frame.locator('#assent-root');
  await expect(root).toHaveAttribute('data-assent-state', 'banner');
  // The heading of the settings takes the focus when they are opened; Chromium reports that for any frame of another origin.
  expect(found.filter((text) => !text.startsWith('Blocked autofocusing'))).toEqual([]);
  // A record needs an origin that the owner has listed, and this page has none: the server's answer is final.
  await frame.getByRole('button', { name: words.acceptAll }).first().click();
  await expect(root).toHaveAttribute('data-assent-state', 'banner');
  await expect(root).toHaveAttribute('data-assent-choice', 'none');
  await expect(frame.locator('img')).not.toHaveAttribute('src', /./);
  await frame.getByRole('button', { name: words.rejectAll }).first().click();
  await expect(root).toHaveAttribute('data-assent-state', 'closed');
  await expect(root).toHaveAttribute('data-assent-choice', 'rejected');
  await expect.poll(() => found.filter((text) => text.startsWith('assent: 403 origin_')).length).toBe(2);
  // Beside what the server said, only the browser's own words about its answers.
  expect(found.filter((text) => !/^assent: 403 origin_|status of 403|^Blocked autofocusing/.test(text))).toEqual([]);
  await expect(root).toHaveAttribute('data-assent-choice', 'rejected');
});

/** Chooses on a page that can keep nothing, and again on the next. */
async function forgetful(visit: Visit, found: string[]): Promise<void> {
  const { page } = visit;
  await visit.open('/strict');
  expect((await visit.rejectAll()).status).toBe(201);
  await expect(visit.root).toHaveAttribute('data-assent-choice', 'rejected');
  await visit.choose('ads');
  await expect(page).toHaveTitle(/^first .*, second$/);
  await expect(visit.root).toHaveAttribute('data-assent-choice', 'custom');
  await page.reload();
  await expect(visit.root).toHaveAttribute('data-assent-state', 'banner');
  await expect(page).toHaveTitle('A strict page');
  const { visitor } = await visit.acceptAll();
  expect(await visit.assent.reasons('demo', visitor)).toMatchObject({ ads: 'allow granted' });
  await page.reload();
  await expect(visit.root).toHaveAttribute('data-assent-choice', 'none');
  await page.waitForLoadState('networkidle');
  expect(found).toEqual([]);
}

test('where reading cookies and storage throws, the banner works for the page and asks again on the next', async ({ visit, page }) => {
  const found = await complaints(page);
  await page.addInitScript(() => {
    const refuse = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    };
    for (const storage of ['localStorage', 'sessionStorage', 'indexedDB']) Object.defineProperty(window, storage, { get: refuse });
    Object.defineProperty(document, 'cookie', { get: refuse, set: refuse });
  });
  await visit.serve('/strict', bare(visit.snippet, gated), FILES);
  await forgetful(visit, found);
});

test('in a browser set to keep nothing of any site the banner works for the page and asks again on the next', async ({ assent, browserName, playwright }, { project }) => {
  const folder = mkdtempSync(join(tmpdir(), 'assent-profile-'));
  mkdirSync(join(folder, 'Default'));
  // The setting "block all cookies", which takes the other kinds of storage with it.
  writeFileSync(join(folder, 'Default', 'Preferences'), JSON.stringify({ profile: { default_content_setting_values: { cookies: 2 } } }));
  const context = await playwright[browserName].launchPersistentContext(folder, { ...project.use.launchOptions, locale: 'en-GB' });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    const found = await complaints(page);
    const visit = new Visit(assent, page);
    await visit.serve('/strict', bare(visit.snippet, gated), FILES);
    await page.goto(`${visit.origin}/strict`);
    expect(await page.evaluate(() => {
      document.cookie = 'a=1';
      let storage = 'open';
      try {
        void window.localStorage;
      } catch {
        storage = 'blocked';
      }
      return [document.cookie, storage];
    })).toEqual(['', 'blocked']);
    await forgetful(visit, found);
  } finally {
    await context.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }
});
