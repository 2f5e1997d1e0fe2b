// The copy of the cookie that the server sets where it is same-site with the page: what Safari leaves after a week.
import { chromium, type Browser, type Page } from '@playwright/test';
import { Assent, freePort } from '../support/assent.ts';
import { Owner } from '../support/owner.ts';
import { expect, test } from '../support/test.ts';
import { Visit } from '../support/visit.ts';

test.use({ server: 'kept' });
test.describe.configure({ mode: 'serial' });

const HOST = 'assent.example.test';
let near: Assent;
let browser: Browser;
/** A site on the server's own host, and one on another whose subdomains share a choice. */
let same: { key: string; origin: string };
let sharing: { key: string; origin: string };

test.beforeAll(async ({}, { project }) => {
  const { args = [], ...options } = project.use.launchOptions!;
  // Every name leads to this machine.
  browser = await chromium.launch({ ...options, args: [...args, '--host-resolver-rules=MAP *.example.test 127.0.0.1'] });
  near = await Assent.start(HOST);
  const owner = await Owner.of(near, await (await browser.newContext()).newPage());
  const publish = async (name: string, host: string, share: boolean) => {
    const origin = `http://${host}:${await freePort()}`;
    const key = await owner.addSite(name, origin);
    await owner.addPurpose(key, 'Statistics');
    await owner.press('Save');
    if (share) {
      await owner.open(`/sites/${key}/banner`);
      await owner.page.getByRole('checkbox', { name: 'Subdomains share one choice' }).check();
      await owner.press('Save');
    }
    await owner.publish(key, 1);
    return { key, origin };
  };
  same = await publish('On the same host', HOST, false);
  sharing = await publish('With subdomains', 'www.example.test', true);
  await owner.page.context().close();
});

test.afterAll(async () => {
  await browser?.close();
  await near?.remove();
});

/** A page of the site, in a browser of its own. */
async function open(site: { key: string; origin: string }): Promise<Visit> {
  const visit = new Visit(near, await (await browser.newContext({ locale: 'en-GB' })).newPage(), site.key, site.origin);
  await visit.serve('/', visit.html(''));
  await visit.open();
  return visit;
}

const copy = async ({ page, site, origin }: Visit) => (await page.context().cookies(origin)).find(({ name }) => name === `assent_${site}_kept`);

/** What a browser does that forgets what scripts have stored. */
async function forgetScripts({ page, site }: Visit): Promise<void> {
  await page.evaluate(() => localStorage.clear());
  await page.context().clearCookies({ name: `assent_${site}` });
}

test('a choice outlives what scripts have stored, and is as long as it says', async () => {
  for (const [site, domain] of [
    [same, HOST],
    [sharing, '.example.test'],
  ] as const) {
    const visit = await open(site);
    await visit.rejectAll();
    await expect.poll(async () => (await copy(visit))?.value).toMatch(/^1\.1\.\d+\.\w+:r\.$/);
    const { expires, ...kept } = (await copy(visit))!;
    expect(kept).toMatchObject({ sameSite: 'Lax', httpOnly: false, domain, path: '/' });
    expect(Math.abs(expires - (Date.now() / 1000 + 184 * 86_400))).toBeLessThan(120);

    await forgetScripts(visit);
    await visit.page.reload();
    await expect(visit.root).toHaveAttribute('data-assent-choice', 'rejected');
    await expect(visit.root).toHaveAttribute('data-assent-state', 'closed');
    await visit.page.context().close();
  }
});

test('a withdrawal counts before the server has heard of it, and the copy follows', async () => {
  for (const site of [same, sharing]) {
    const visit = await open(site);
    const { page } = visit;
    await visit.acceptAll();
    await expect.poll(async () => (await copy(visit))?.value).toMatch(/:a\.[\w-]{22}$/);
    await page.context().route(`${near.url}/api/**`, (route) => route.abort());
    await visit.turnOff.click();
    await expect(visit.root).toHaveAttribute('data-assent-choice', 'rejected');
    expect(await copy(visit)).toBeUndefined();
    await page.context().unroute(`${near.url}/api/**`);
    await page.reload();
    await expect.poll(async () => (await copy(visit))?.value).toMatch(/:w\.$/);
    await expect(visit.root).toHaveAttribute('data-assent-choice', 'rejected');
    await page.context().close();
  }
});

test('a page of another origin can set nothing', async () => {
  const visit = await open(same);
  const { page } = visit;
  const ask = (body: unknown) =>
    page.evaluate(
      ([address, body]) => fetch(address!, { method: 'POST', credentials: 'include', body }).then((answer) => answer.status),
      [`${near.url}/b/${same.key}/keep`, JSON.stringify(body)],
    );
  const value = `1.1.${Date.now()}.analytics:r.`;
  expect(await ask({ value })).toBe(204);
  expect(await ask({ value: `${value}; Domain=example.test` })).toBe(422);
  expect(await ask({ value, domain: 'other.test' })).toBe(422);
  await visit.serve('/', visit.html(''));
  await page.context().route('http://foreign.example.test/', (route) => route.fulfill({ contentType: 'text/html', body: '<p>Foreign</p>' }));
  await page.context().clearCookies();
  await page.goto('http://foreign.example.test/');
  expect(await ask({ value })).toBe(403);
  expect(await copy(visit)).toBeUndefined();
  await page.context().close();
});

test('where the server is another site, nothing is asked of it', async ({ visit, page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await visit.open();
  await visit.rejectAll();
  await page.reload();
  await page.waitForLoadState('networkidle');
  expect(asked.filter((path) => path.endsWith('/keep'))).toEqual([]);
  expect((await page.context().cookies()).map(({ name }) => name)).toEqual(['assent_demo']);
});
