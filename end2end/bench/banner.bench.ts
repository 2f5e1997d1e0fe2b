// How the banner behaves in a real browser, side by side with a page without one, the floor, and others. A figure is the
// median of several rounds, in each of which every variant has its turn; it decides nothing. A banner that does not
// come, stay or go as it should is an error.
import { type Browser, chromium, test } from '@playwright/test';
import { loadavg } from 'node:os';
import shared from '../playwright.config.ts';
import { Assent } from '../support/assent.ts';
import { Owner } from '../support/owner.ts';
import { SHORTEST, SLOWER, Tab, type Work } from './measure.ts';
import { PAGE_CSS, Site, page } from './site.ts';
import { type Variant, variants } from './variants.ts';

/** Rounds that count; one before them warms the browser and the servers up. */
const ROUNDS = 5;

/** What one round found out about one variant. */
interface Found {
  requests: number;
  bytes: number;
  first: Work;
  opaque?: number;
  shift: number;
  blocked: number;
  isLargest: boolean;
  clicks: Partial<Record<keyof Variant['buttons'], number>>;
  again: Work & { requests: number; bytes: number };
}

/** In a browser context of its own, which ends with it. */
async function alone<T>(browser: Browser, work: (context: Awaited<ReturnType<Browser['newContext']>>) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
  const done = await work(context);
  await context.close();
  return done;
}

/** A first visit with its work and the click on accept, and the next visit of the same person. */
async function visits(browser: Browser, origin: string, { name, path, own, banner, buttons }: Variant): Promise<Omit<Found, 'opaque'>> {
  return alone(browser, async (context) => {
    const tab = await Tab.open(context, origin + path);
    const first = await tab.work();
    const { requests, bytes } = tab;
    const { shift, blocked, isLargest } = await tab.looks(own);
    const clicks: Found['clicks'] = {};
    if (banner) {
      await tab.expect(banner, true, `${name}, first visit`);
      clicks.accept = await tab.click(buttons.accept);
      await tab.expect(banner, false, `${name}, accepted`);
    }
    await tab.close();
    const next = await Tab.open(context, origin + path);
    const work = await next.work();
    const again = { ...work, requests: next.requests, bytes: next.bytes };
    if (banner) await next.expect(banner, false, `${name}, next visit`);
    return { requests, bytes, first, shift, blocked, isLargest, clicks, again };
  });
}

/** The other buttons, each on a page that nobody has answered. */
async function clicks(browser: Browser, origin: string, { name, path, banner, buttons }: Variant): Promise<Found['clicks']> {
  const found: Found['clicks'] = {};
  await alone(browser, async (context) => {
    const tab = await Tab.open(context, origin + path);
    found.reject = await tab.click(buttons.reject);
    await tab.expect(banner, false, `${name}, rejected`);
  });
  const { settings, save } = buttons;
  if (!settings || !save) return found;
  await alone(browser, async (context) => {
    const tab = await Tab.open(context, origin + path);
    found.settings = await tab.click(settings);
    await tab.expect(save, true, `${name}, settings`);
    found.save = await tab.click(save);
    await tab.expect(save, false, `${name}, saved`);
  });
  return found;
}

async function round(browser: Browser, origin: string, variant: Variant): Promise<Found> {
  const found = await visits(browser, origin, variant);
  if (!variant.banner) return found;
  const opaque = await alone(browser, async (context) => (await Tab.open(context, origin + variant.path, variant.banner)).opaque());
  return { ...found, opaque, clicks: { ...found.clicks, ...(await clicks(browser, origin, variant)) } };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** The figures of all variants as lines of a table; those that are over the plain page are so within their round. */
function table(all: Variant[], found: Found[][]): string {
  const plain = found[0]!;
  const line = (name: string, cell: (rounds: Found[]) => string) => name.padEnd(46) + found.map((rounds) => cell(rounds).padStart(21)).join('');
  const of = (figure: (round: Found) => number, digits = 0) => (rounds: Found[]) => median(rounds.map(figure)).toFixed(digits);
  const over = (figure: (round: Found) => number, digits = 0) => (rounds: Found[]) =>
    rounds === plain ? `(${of(figure, digits)(rounds)})` : median(rounds.map((round, at) => figure(round) - figure(plain[at]!))).toFixed(digits);
  const click = (button: keyof Variant['buttons']) => (rounds: Found[]) => {
    const times = rounds.flatMap(({ clicks }) => clicks[button] ?? []);
    if (!times.length) return '';
    return median(times) < SHORTEST ? `< ${SHORTEST}` : median(times).toFixed(0);
  };
  return [
    ''.padEnd(46) + all.map(({ name }) => name.padStart(21)).join(''),
    line('requests over the plain page', over((it) => it.requests)),
    line('bytes over the plain page, with headers', over((it) => it.bytes)),
    line('script over the plain page, ms', over((it) => it.first.script, 1)),
    line('main thread over the plain page, ms', over((it) => it.first.all)),
    line('at full opacity after navigation, ms', (rounds) => (rounds === plain ? '' : of((it) => it.opaque!)(rounds))),
    line('layout shift', of((it) => it.shift, 3)),
    line('blocking time, ms', of((it) => it.blocked)),
    line('is the largest contentful paint', (rounds) => `${rounds.filter((it) => it.isLargest).length} of ${rounds.length}`),
    line('click to paint, ms: accept', click('accept')),
    line('                    reject', click('reject')),
    line('                    settings', click('settings')),
    line('                    save', click('save')),
    line('next visit: requests over the plain page', over((it) => it.again.requests)),
    line('            bytes over the plain page', over((it) => it.again.bytes)),
    line('            script over the plain page, ms', over((it) => it.again.script, 1)),
    line('            main thread over the plain page, ms', over((it) => it.again.all)),
    line('            layouts over the plain page', over((it) => it.again.layouts)),
  ].join('\n');
}

/** What the largest contentful paint of the demo shop is, at a desk and on a phone. */
async function largest(browser: Browser, shop: string): Promise<string> {
  const lines: string[] = [];
  for (const [width, height] of [[1280, 800], [390, 844]] as const) {
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width, height } });
    const tab = await Tab.open(context, shop);
    await tab.work();
    await tab.expect('[data-assent-layer=banner]', true, 'the demo shop');
    const { isLargest, largest } = await tab.looks('#assent-root');
    lines.push(`largest contentful paint of the demo shop, ${width} × ${height}: ${isLargest ? 'THE BANNER, in ' : ''}<${largest}>`);
    await context.close();
  }
  return lines.join('\n');
}

/** The weight of the script, in all languages and then in one. */
async function weight(assent: Assent, browser: Browser): Promise<string> {
  const weigh = async () => (await fetch(`${assent.url}/b/demo.js?lang=en`, { headers: { 'accept-encoding': 'br' } })).headers.get('content-length');
  const before = await weigh();
  const owner = await Owner.of(assent, await browser.newPage());
  await owner.open('/sites/demo/banner');
  const languages = owner.page.locator('input[name=language]:checked:not([value=en])');
  const count = await languages.count();
  while (await languages.count()) await languages.first().uncheck();
  await owner.press('Save');
  await owner.page.getByRole('status').filter({ hasText: 'Saved.' }).waitFor();
  await owner.publish('demo', 2);
  return `the script in brotli: ${before} bytes with ${count + 1} languages, ${await weigh()} with one`;
}

/** Every round and what is looked at once; answers what to print. */
async function measure(browser: Browser, assent: Assent, all: Variant[]): Promise<string> {
  const found = all.map((): Found[] => []);
  for (let at = 0; at <= ROUNDS; at++) {
    process.stderr.write(`==> browser, ${at ? `round ${at} of ${ROUNDS}` : 'warming up'}\n`);
    for (const [which, variant] of all.entries()) {
      const seen = await round(browser, assent.shop, variant);
      if (at) found[which]!.push(seen);
    }
  }
  const conditions = `Chromium ${browser.version()}, processor ${SLOWER} times slower, median of ${ROUNDS} rounds; for the opacity 150 ms and 1.6 Mbit/s as well; load of this machine ${loadavg()[0]!.toFixed(1)}`;
  // The shop itself answers under the other spelling of its host.
  const shop = assent.shop.replace('localhost', '127.0.0.1');
  return ['', conditions, table(all, found), await largest(browser, shop), await weight(assent, browser)].join('\n');
}

test('the banner in a browser', async () => {
  const assent = await Assent.start();
  const site = await Site.start();
  const { launchOptions } = shared.use!;
  // The demo accepts choices from the shop's origin, so the pages have it: only the connections go elsewhere.
  const args = [...launchOptions!.args!, `--host-resolver-rules=MAP ${new URL(assent.shop).host} ${site.address}`];
  const browser = await chromium.launch({ ...launchOptions, args });
  try {
    const script = `${assent.url}/b/demo.js`;
    const { headers } = await fetch(script);
    const names = ['cache-control', 'access-control-allow-origin', 'cross-origin-resource-policy'];
    site.put('/page.css', PAGE_CSS, 'text/css');
    const all = variants(site, page, `<script async src="${script}"></script>`, Object.fromEntries(names.map((name) => [name, headers.get(name) ?? ''])));
    console.log(await measure(browser, assent, all));
  } finally {
    await browser.close();
    await site.stop();
    await assent.remove();
  }
});
