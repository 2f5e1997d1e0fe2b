// What vendors are told, by their own libraries: nothing is sent before consent, something after it, nothing after a
// withdrawal. Their servers are a stub on this machine that counts what arrives.
import { createServer, type Server } from 'node:http';
import { readFileSync } from 'node:fs';
import type { Browser, Page } from '@playwright/test';
import { freePort } from '../support/assent.ts';
import { Owner } from '../support/owner.ts';
import { expect, test } from '../support/test.ts';
import { requests, Visit } from '../support/visit.ts';

test.use({ server: 'vendors' });
test.describe.configure({ mode: 'serial' });

const library = (path: string) => readFileSync(new URL(`../node_modules/${path}`, import.meta.url), 'utf8');

/** Where vendors send what they know: it takes everything. */
class Vendor {
  /** The path and the body of each message. */
  readonly messages: { path: string; body: string }[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<Vendor> {
    const port = await freePort();
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        if (request.method !== 'OPTIONS') vendor.messages.push({ path: request.url ?? '', body });
        const open = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*', 'access-control-allow-private-network': 'true' };
        response.writeHead(200, { ...open, 'content-type': 'application/json' }).end('{}');
      });
    });
    const vendor = new Vendor(server, `http://localhost:${port}`);
    await new Promise<void>((listening) => server.listen(port, 'localhost', listening));
    return vendor;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}

let vendor: Vendor;

test.beforeAll(async () => {
  vendor = await Vendor.start();
});

test.afterAll(() => vendor.stop());

test('an owner switches vendors on, and the page says where the snippet goes then', async ({ assent, page }) => {
  const owner = await Owner.of(assent, page);
  await owner.open('/sites/demo/install');
  await expect(page.getByText(`<script async src="${assent.url}/b/demo.js"`)).toBeVisible();
  await owner.open('/sites/demo/banner');
  for (const name of ['Google Consent Mode', 'Pass ad clicks on', 'PostHog', 'Mixpanel', 'Segment', 'Meta pixel']) {
    await page.getByRole('checkbox', { name: new RegExp(`^${name}`) }).check();
  }
  await page.getByLabel('How long Google’s tags wait').selectOption('1000 ms');
  await owner.press('Save');
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
  await expect(page.getByRole('checkbox', { name: /^PostHog/ })).toBeChecked();
  await expect(page.getByRole('checkbox', { name: /^TikTok/ })).not.toBeChecked();
  await expect(page.getByLabel('How long Google’s tags wait')).toHaveValue('1000');
  const changes = await owner.publish('demo', 2);
  expect(changes).toEqual([
    'What visitors allow is told to Google Consent Mode: yes.',
    'What visitors allow is told to the Meta pixel: yes.',
    'What visitors allow is told to PostHog: yes.',
    'What visitors allow is told to Segment: yes.',
    'What visitors allow is told to Mixpanel: yes.',
    'Ad clicks are passed on in the addresses of links while nothing may be stored: yes.',
    "Google's tags wait 1000 ms for the choice instead of 500.",
  ]);
  await owner.open('/sites/demo/install');
  await expect(page.getByText('first in the head')).toBeVisible();
  await expect(page.getByText(`<script async src="${assent.url}/b/demo.js"`)).toHaveCount(0);
  await expect(page.getByText(`<script src="${assent.url}/b/demo.js"></script>`)).toBeVisible();
});

/** A visitor on a page with the snippet first, and what stands in the page after it. */
async function visitor(browser: Browser, visit: Visit, head: string, files: Record<string, string>, body = ''): Promise<Visit> {
  const page = await (await browser.newContext()).newPage();
  const fresh = new Visit(visit.assent, page);
  const snippet = `<script src="${visit.assent.url}/b/demo.js"></script>`;
  await fresh.serve('/vendors', fresh.html(body, { head: snippet + head }), files);
  return fresh;
}

/** What arrives while something is done, and a while after it: vendors send in batches. */
async function arriving(page: Page, act: () => Promise<unknown>): Promise<{ path: string; body: string }[]> {
  vendor.messages.length = 0;
  await act();
  await page.waitForTimeout(1500);
  return [...vendor.messages];
}

/** What the page itself asks a vendor to send. */
type Track = (name: string) => void;

const track = (page: Page, name: string) => page.evaluate((name) => (window as unknown as { track: Track }).track(name), name);

/** Only this machine may have been asked. */
function expectLoopback(asked: string[]): void {
  const hosts = asked.filter((url) => url.startsWith('http')).map((url) => new URL(url).hostname);
  expect(hosts.filter((host) => host !== 'localhost' && host !== '127.0.0.1')).toEqual([]);
}

interface Library {
  name: string;
  file: string;
  /** How the page starts it, opted out; defines `track`. PostHog must not take the test for a robot. */
  start(url: string): string;
}

const LIBRARIES: Library[] = [
  {
    name: 'PostHog',
    file: library('posthog-js/dist/array.full.no-external.js'),
    start: (url) => `posthog.init('phc_test', { api_host: '${url}', opt_out_capturing_by_default: true, opt_out_persistence_by_default: true, request_batching: false, advanced_disable_flags: true, disable_session_recording: true, disable_compression: true, opt_out_useragent_filter: true });
      window.track = (name) => posthog.capture(name);`,
  },
  {
    name: 'Mixpanel',
    file: library('mixpanel-browser/dist/mixpanel.umd.js'),
    start: (url) => `mixpanel.init('test', { api_host: '${url}', opt_out_tracking_by_default: true, batch_requests: false, api_payload_format: 'json' });
      window.track = (name) => mixpanel.track(name);`,
  },
];

for (const { name, file, start } of LIBRARIES) {
  test(`${name} sends nothing before consent, something after it, and nothing after a withdrawal`, async ({ browser, visit }) => {
    const fresh = await visitor(browser, visit, `<script src="/library.js"></script><script>${start(vendor.url)}</script>`, { '/library.js': file });
    const { page } = fresh;
    const asked = requests(page);
    const before = await arriving(page, async () => {
      await fresh.open('/vendors');
      await track(page, 'too early');
    });
    expect(before).toEqual([]);
    const refused = await arriving(page, async () => {
      await fresh.rejectAll();
      await track(page, 'refused');
    });
    expect(refused).toEqual([]);
    const allowed = await arriving(page, async () => {
      await fresh.choose('analytics');
      await track(page, 'allowed');
    });
    expect(allowed.filter(({ body }) => decodeURIComponent(body).includes('allowed'))).toHaveLength(1);
    expect(allowed.filter(({ body }) => /too early|refused/.test(decodeURIComponent(body)))).toEqual([]);
    // A stored choice is told on the next page, without an event for it.
    const again = await arriving(page, async () => {
      await page.reload();
      await expect(fresh.root).toHaveAttribute('data-assent-choice', 'custom');
      await track(page, 'next page');
    });
    expect(again.filter(({ body }) => decodeURIComponent(body).includes('next page'))).toHaveLength(1);
    expect(again.filter(({ body }) => decodeURIComponent(body).includes('$opt_in'))).toEqual([]);
    const after = await arriving(page, async () => {
      await fresh.recorded(() => fresh.turnOff.click());
      await track(page, 'withdrawn');
      await page.reload();
      await expect(fresh.root).toHaveAttribute('data-assent-choice', 'rejected');
      await track(page, 'withdrawn too');
    });
    expect(after).toEqual([]);
    expectLoopback(asked);
    await page.context().close();
  });
}

test('Segment sends nothing before consent, what is allowed with each event after it, and after a withdrawal no more than that', async ({ browser, visit }) => {
  const { host } = new URL(vendor.url);
  const start = `window.analytics = AnalyticsNext.AnalyticsBrowser.load(
      { writeKey: 'test', cdnSettings: { integrations: { 'Segment.io': { apiKey: 'test', apiHost: '${host}/v1', protocol: 'http' } } } });
    window.track = (name) => analytics.track(name);`;
  const gated = `<script type="text/plain" data-assent="analytics" data-assent-stops data-src="/library.js"></script>
    <script type="text/plain" data-assent="analytics" data-assent-stops>${start}</script>`;
  const fresh = await visitor(browser, visit, '', { '/library.js': library('@segment/analytics-next/dist/umd/index.js') }, gated);
  const { page } = fresh;
  const asked = requests(page);
  expect(await arriving(page, () => fresh.open('/vendors'))).toEqual([]);
  expect(asked.filter((url) => url.endsWith('/library.js'))).toEqual([]);
  const consents = (messages: { body: string }[]) =>
    messages.map(({ body }) => JSON.parse(body) as { event: string; context: { consent: { categoryPreferences: object } } }).map(({ event, context }) => [event, context.consent.categoryPreferences]);
  const allowed = await arriving(page, async () => {
    await fresh.choose('analytics');
    await page.waitForFunction(() => 'track' in window);
    await track(page, 'allowed');
  });
  expect(consents(allowed)).toEqual([['allowed', { Advertising: false, Analytics: true, Functional: false }]]);
  const UPDATED = 'Segment Consent Preference Updated';
  const more = await arriving(page, () => fresh.choose('analytics', 'ads'));
  expect(consents(more)).toEqual([[UPDATED, { Advertising: true, Analytics: true, Functional: false }]]);
  const after = await arriving(page, async () => {
    await fresh.recorded(() => fresh.turnOff.click());
    await track(page, 'withdrawn');
    await page.reload();
    await expect(fresh.root).toHaveAttribute('data-assent-choice', 'rejected');
  });
  expect(consents(after)).toEqual([[UPDATED, { Advertising: false, Analytics: false, Functional: false }]]);
  expectLoopback(asked);
  await page.context().close();
});

test('Google’s tag finds the defaults before itself, and on the next page the stored choice too', async ({ browser, visit }) => {
  const tag = `window.dataLayer = window.dataLayer || [];
    function gtag() { dataLayer.push(arguments) }
    gtag('js', 1);
    gtag('config', 'G-TEST');
    window.found = () => dataLayer.map((entry) => Object.prototype.toString.call(entry) === '[object Arguments]' ? [...entry].slice(0, 2).join(' ') : entry.event);`;
  const fresh = await visitor(browser, visit, `<script>${tag}</script>`, {});
  const { page } = fresh;
  const found = () => page.evaluate(() => (window as unknown as { found(): string[] }).found());
  await fresh.open('/vendors');
  expect(await found()).toEqual(['consent default', 'set url_passthrough', 'js 1', 'config G-TEST']);
  await fresh.acceptAll();
  expect((await found()).slice(4)).toEqual(['consent update', 'assent:change']);
  await page.reload();
  expect(await found()).toEqual(['consent default', 'set url_passthrough', 'consent update', 'assent:change', 'js 1', 'config G-TEST']);
  await page.context().close();
});
