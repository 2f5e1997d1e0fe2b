// What visitors meet by where they are: notices in place of questions, behind a cache, and by a database of addresses.
import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Assent } from '../support/assent.ts';
import { violations } from '../support/axe.ts';
import { Nginx } from '../support/nginx.ts';
import { expect, test } from '../support/test.ts';

test.use({ server: 'places' });

const reasons = (page: import('@playwright/test').Page) =>
  page.evaluate(() => Object.fromEntries((window as any).assent.get().decisions.map((it: any) => [it.purpose, it.because])));

/** The demo shop as seen from a regime. */
async function from(visit: { page: import('@playwright/test').Page; assent: Assent }, regime: string): Promise<void> {
  await visit.page.goto(`${visit.assent.shop}/?from=${regime}`);
  await expect(visit.page.locator('#assent-root')).toBeAttached();
}

test('in California people are told, and everything runs until they object', async ({ assent, page, visit }) => {
  await from({ assent, page }, 'us-ca');
  await expect(page.getByRole('dialog', { name: 'What your data is used for' })).toBeVisible();
  expect(await reasons(page)).toEqual({ necessary: 'necessary', preferences: 'regime_default', analytics: 'regime_default', ads: 'regime_default' });
  await expect.poll(() => page.evaluate(() => performance.getEntriesByName(`${location.origin}/pixel.gif`).length)).toBe(1);
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Your Privacy Choices' })).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  // One click objects to everything, and counts at once.
  const recorded = page.waitForResponse((answer) => answer.url().endsWith('/choices'));
  await visit.turnOff.click();
  const record = (await (await recorded).json()) as { visitor: string };
  expect(await assent.reasons('demo', record.visitor)).toEqual({ necessary: 'allow necessary', preferences: 'deny withdrawn', analytics: 'deny withdrawn', ads: 'deny withdrawn' });
});

test('the settings show what is on, and an objection to one purpose leaves the others', async ({ assent, page }) => {
  await from({ assent, page }, 'us-ca');
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  for (const name of ['Preferences', 'Statistics', 'Advertising']) await expect(page.getByRole('checkbox', { name })).toBeChecked();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('checkbox', { name: 'Advertising' }).uncheck();
  await page.getByRole('button', { name: 'Save choice' }).click();
  expect(await reasons(page)).toMatchObject({ analytics: 'granted', ads: 'withdrawn' });
});

test('a browser that objects is honoured without a word, and the page says so', async ({ assent, page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }));
  await from({ assent, page }, 'us-ca');
  await expect(page.getByText('Opt-out request honoured')).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(await reasons(page)).toMatchObject({ analytics: 'gpc', ads: 'gpc' });
  expect(await page.evaluate(() => performance.getEntriesByName(`${location.origin}/pixel.gif`).length)).toBe(0);
  // In Europe the signal answers no question: people are asked all the same.
  await page.context().clearCookies();
  await from({ assent, page }, 'eu');
  await expect(page.getByRole('dialog', { name: 'Your choice about your data' })).toBeVisible();
});

test('in Britain only what is not exempt is asked for, and refusing refuses all of it', async ({ assent, page }) => {
  await from({ assent, page }, 'uk');
  await expect(page.getByRole('dialog', { name: 'Your choice about your data' })).toBeVisible();
  expect(await reasons(page)).toMatchObject({ preferences: 'regime_default', analytics: 'regime_default', ads: 'no_record' });
  await page.getByRole('button', { name: 'Reject all' }).click();
  expect(await reasons(page)).toMatchObject({ preferences: 'withdrawn', analytics: 'withdrawn', ads: 'refused' });
});

test('in Japan people are told, and can still refuse', async ({ assent, page }) => {
  await from({ assent, page }, 'jp');
  const notice = page.getByRole('dialog', { name: 'What your data is used for' });
  await expect(notice.getByRole('button')).toHaveText(['Settings', 'Close']);
  await notice.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Reject all' }).click();
  expect(await reasons(page)).toMatchObject({ preferences: 'withdrawn', analytics: 'withdrawn', ads: 'withdrawn' });
});

/** An answer with its body as it came over the line. */
async function fetched(url: string, headers: Record<string, string>): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: Buffer }> {
  return new Promise((done, failed) => {
    get(url, { headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => done({ status: answer.statusCode!, headers: answer.headers, body: Buffer.concat(chunks) }));
    }).on('error', failed);
  });
}

const regime = (body: Buffer) => /"regime":"([\w-]+)"/.exec(body.toString())?.[1];

test.describe('behind a cache', () => {
  let assent: Assent;
  let nginx: Nginx;

  test.beforeAll(async () => {
    assent = await Assent.start('127.0.0.1', { ASSENT_TRUSTED_PROXIES: '127.0.0.1', ASSENT_PLACE_HEADERS: 'X-Country, X-Region' });
    nginx = await Nginx.before(assent.url);
  });
  test.afterAll(async () => {
    await nginx.stop();
    await assent.remove();
  });

  test('nobody gets the banner of another place', async () => {
    const places = [['US', 'CA', 'us-ca'], ['DE', 'BE', 'eu'], ['GB', 'ENG', 'uk'], ['US', 'CA', 'us-ca'], ['DE', 'BE', 'eu']] as const;
    for (const [country, part, expected] of places) {
      const answer = await fetched(`${nginx.url}/b/demo.js`, { 'x-country': country, 'x-region': part });
      expect([answer.status, regime(answer.body), answer.headers['x-cache']]).toEqual([200, expected, 'MISS']);
    }
  });

  test('the banner of a named place is kept, in each encoding by itself', async () => {
    const url = `${nginx.url}/b/demo/us-ca.en.js`;
    const first = await fetched(url, {});
    expect([first.headers['x-cache'], regime(first.body)]).toEqual(['MISS', 'us-ca']);
    for (const [accepted, encoding] of [['br', 'br'], ['gzip', 'gzip'], ['', undefined]] as const) {
      const headers: Record<string, string> = accepted ? { 'accept-encoding': accepted } : {};
      await fetched(url, headers);
      const kept = await fetched(url, headers);
      expect([kept.headers['x-cache'], kept.headers['content-encoding']], accepted).toEqual(['HIT', encoding]);
    }
    expect((await fetched(url, {})).body).toEqual(first.body);
    const known = await fetched(url, { 'if-none-match': `${first.headers.etag}` });
    expect([known.status, known.body.length]).toEqual([304, 0]);
  });

  test('what is said about a visitor is never kept', async () => {
    for (const path of ['/api/v1/sites/demo/visitors/AAAAAAAAAAAAAAAAAAAAAA/decisions', '/you/demo']) {
      for (let times = 0; times < 2; times++) {
        expect((await fetched(nginx.url + path, {})).headers['x-cache'], path).toBe('MISS');
      }
    }
  });
});

test.describe('by a database of addresses', () => {
  const require = createRequire(import.meta.url);
  const database = join(dirname(require.resolve('@ip-location-db/geo-whois-asn-country-mmdb/package.json')), 'geo-whois-asn-country.mmdb');
  let folder: string;

  test.beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'assent-mmdb-'));
  });
  test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('the address decides, and an unknown one gets the strictest; a new file is read without a restart', async () => {
    const file = join(folder, 'places.mmdb');
    copyFileSync(database, file);
    const assent = await Assent.start('127.0.0.1', { ASSENT_TRUSTED_PROXIES: '127.0.0.1', ASSENT_PLACE_DATABASE: file });
    try {
      const at = async (address: string) => regime((await fetched(`${assent.url}/b/demo.js`, { 'x-forwarded-for': address })).body);
      // Addresses of the registries of Europe, Britain's academic network, and Japan's registry, and one of nobody.
      expect(await at('193.0.6.139')).toBe('eu');
      expect(await at('128.86.0.1')).toBe('uk');
      expect(await at('192.41.192.1')).toBe('jp');
      expect(await at('2001:67c:2e8::1')).toBe('eu');
      for (const unknown of ['127.0.0.1', '10.0.0.1', '::1', 'nonsense']) expect(await at(unknown), unknown).toBe('eu');
      // A broken file is left aside, and the one before goes on.
      writeFileSync(file, readFileSync(database).subarray(0, 5000));
      expect(await at('128.86.0.1')).toBe('uk');
    } finally {
      await assent.remove();
    }
  });

  test('a file that is cut off is told of at the start', async () => {
    const file = join(folder, 'cut.mmdb');
    copyFileSync(database, file);
    truncateSync(file, 100_000);
    const started = Assent.start('127.0.0.1', { ASSENT_PLACE_DATABASE: file });
    await expect(started).rejects.toThrow(/ASSENT_PLACE_DATABASE: .*cut\.mmdb/);
  });
});
