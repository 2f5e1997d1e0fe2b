// Subdomains of one site: each with a choice of its own, or all with one.
import { createServer, type Server } from 'node:http';
import { chromium, type Browser } from '@playwright/test';
import { freePort } from '../support/assent.ts';
import { Owner } from '../support/owner.ts';
import { expect, test } from '../support/test.ts';
import { Visit } from '../support/visit.ts';

test.use({ server: 'subdomains' });
// The switch of one test is that of the next.
test.describe.configure({ mode: 'serial' });

let server: Server;
let port = 0;
let browser: Browser;

test.beforeAll(async ({ assent }, { project }) => {
  port = await freePort();
  const snippet = `<script async src="${assent.url}/b/demo.js"></script>`;
  const body = '<main><h1>A page</h1></main><script type="text/plain" data-assent="ads">document.title = "advert"</script>';
  server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(`<!doctype html><html lang="en"><head><title>A page</title><link rel="icon" href="data:,">${snippet}</head><body>${body}</body></html>`);
  });
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  const { args = [], ...options } = project.use.launchOptions!;
  // As if they had https, but for the host named plain: without it browsers hash nothing.
  const secure = ['www', 'shop', 'a.b'].map((host) => `http://${host}.example.test:${port}`).join();
  browser = await chromium.launch({ ...options, args: [...args, '--host-resolver-rules=MAP *.test 127.0.0.1', `--unsafely-treat-insecure-origin-as-secure=${secure}`] });
});

test.afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

/** One visitor in a browser of their own, on each of the hosts. */
async function visitor(assent: Visit['assent'], ...hosts: string[]): Promise<Visit[]> {
  const context = await browser.newContext();
  return Promise.all(hosts.map(async (host) => new Visit(assent, await context.newPage(), 'demo', `http://${host}.test:${port}`)));
}

/** The choices that the browser keeps, by the host or the domain they are for. */
const domains = async ({ page }: Visit) => (await page.context().cookies()).filter(({ name }) => name === 'assent_demo').map(({ domain }) => domain);

const choice = ({ root }: Visit) => expect(root, 'the choice');

test('without the switch each subdomain asks, and remembers for itself', async ({ assent, page }) => {
  const owner = await Owner.of(assent, page);
  await owner.open('/sites/demo/settings');
  const origins = page.getByLabel('Where the banner runs');
  await origins.fill(`${await origins.inputValue()}\nhttp://*.example.test:${port}`);
  await page.getByRole('main').getByRole('button', { name: 'Save', exact: true }).first().click();
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();

  const [www, shop] = (await visitor(assent, 'www.example', 'shop.example')) as [Visit, Visit];
  await www.open();
  expect((await www.acceptAll()).status).toBe(201);
  await shop.open();
  expect((await shop.rejectAll()).status).toBe(201);
  await www.page.reload();
  await choice(www).toHaveAttribute('data-assent-choice', 'accepted');
  expect(await domains(www)).toEqual(['www.example.test', 'shop.example.test']);
  await www.page.context().close();
});

test('with the switch a choice on one holds on all, and so does a withdrawal', async ({ assent, page }) => {
  const owner = await Owner.of(assent, page);
  await owner.publishBanner('demo', () => page.getByRole('checkbox', { name: /^Subdomains share one choice/ }).check());

  const [www, shop, deep] = (await visitor(assent, 'www.example', 'shop.example', 'a.b.example')) as [Visit, Visit, Visit];
  await www.open();
  const { visitor: first } = await www.choose('ads');
  expect(await domains(www)).toEqual(['.example.test']);
  for (const other of [shop, deep]) {
    await other.page.goto(other.origin);
    await choice(other).toHaveAttribute('data-assent-choice', 'custom');
    await choice(other).toHaveAttribute('data-assent-state', 'closed');
    await expect(other.page).toHaveTitle('advert');
    expect((await other.cookie())?.visitor).toBe(first);
  }

  const withdrawn = await shop.recorded(() => shop.turnOff.click());
  expect(withdrawn.sent.action).toBe('withdraw');
  expect(await domains(www)).toEqual(['.example.test']);
  for (const other of [www, deep]) {
    await other.page.reload();
    await choice(other).toHaveAttribute('data-assent-choice', 'rejected');
    await expect(other.page).toHaveTitle('A page');
  }
  // The server, too, allows nothing any more to the visitor of the first choice.
  expect((await assent.decisions('demo', first))['ads']?.decision).not.toBe('allow');
  await www.page.context().close();
});

test('a page that is open takes over what was chosen on another subdomain once somebody comes back to it', async ({ assent }) => {
  const [www, shop] = (await visitor(assent, 'www.example', 'shop.example')) as [Visit, Visit];
  await www.open();
  await shop.open();
  await www.rejectAll();
  await shop.page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await choice(shop).toHaveAttribute('data-assent-state', 'closed');
  await choice(shop).toHaveAttribute('data-assent-choice', 'rejected');
  await www.page.context().close();
});

test('a choice of one host alone counts until the next one, which takes its place', async ({ assent }) => {
  const [www, shop] = (await visitor(assent, 'www.example', 'shop.example')) as [Visit, Visit];
  const value = `1.1.${Date.now() - 60_000}.preferences:r|analytics:r|ads:r.`;
  await www.page.context().addCookies([{ name: 'assent_demo', url: www.origin, value }]);
  await www.page.goto(www.origin);
  await choice(www).toHaveAttribute('data-assent-choice', 'rejected');
  expect(await domains(www)).toEqual(['www.example.test']);
  await www.choose('ads');
  await choice(www).toHaveAttribute('data-assent-choice', 'custom');
  expect(await domains(www)).toEqual(['.example.test']);
  await www.page.reload();
  await choice(www).toHaveAttribute('data-assent-choice', 'custom');
  await shop.page.goto(shop.origin);
  await choice(shop).toHaveAttribute('data-assent-choice', 'custom');
  await www.page.context().close();
});

test('of a shared choice and an older one of the host alone the newer counts', async ({ assent }) => {
  const [www, shop] = (await visitor(assent, 'www.example', 'shop.example')) as [Visit, Visit];
  const value = `1.1.${Date.now() - 60_000}.preferences:a|analytics:a|ads:a.AAAAAAAAAAAAAAAAAAAAAA`;
  await shop.page.context().addCookies([{ name: 'assent_demo', url: shop.origin, value }]);
  await www.open();
  await www.rejectAll();
  await shop.page.goto(shop.origin);
  await choice(shop).toHaveAttribute('data-assent-choice', 'rejected');
  await expect(shop.page).toHaveTitle('A page');
  await www.page.context().close();
});

test('a visitor whom only the server can name stands in the shared choice too', async ({ assent }) => {
  const [plain, shop] = (await visitor(assent, 'plain.example', 'shop.example')) as [Visit, Visit];
  await plain.open();
  const { visitor: known } = await plain.acceptAll();
  await expect.poll(async () => (await plain.cookie())?.visitor).toBe(known);
  await shop.page.goto(shop.origin);
  await choice(shop).toHaveAttribute('data-assent-choice', 'accepted');
  expect((await shop.cookie())?.visitor).toBe(known);
  await plain.page.context().close();
});

test('another site under the same ending learns nothing', async ({ assent }) => {
  const [www, other] = (await visitor(assent, 'www.example', 'www.other')) as [Visit, Visit];
  await www.open();
  await www.rejectAll();
  await other.open();
  expect(await other.page.evaluate(() => document.cookie)).toBe('');
  await www.page.context().close();
});
