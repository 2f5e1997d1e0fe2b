// Programs that answer in the visitor's place: they find the banner, refuse or accept, and see the result.
import { readFileSync } from 'node:fs';
import type { Frame, Page } from '@playwright/test';
import { expect, test } from '../support/test.ts';
import { Visit, requests, words } from '../support/visit.ts';

test.use({ server: 'agents' });

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const ours = JSON.parse(read('../../docs/clients/autoconsent.json')) as { name: string };
const autoconsent = read('../node_modules/@duckduckgo/autoconsent/dist/autoconsent.playwright.js');

interface Message {
  type: string;
  cmp?: string;
  result?: boolean;
  id?: string;
  code?: string;
}

/** Runs autoconsent on the page that comes next, as its own tests do; `heuristicMode` `reject` is its only way without a rule. */
async function client(page: Page, autoAction: 'optIn' | 'optOut', heuristicMode: 'off' | 'reject', rules: unknown[]): Promise<Message[]> {
  const received: Message[] = [];
  const answer = (frame: Frame, message: object) => frame.evaluate((text) => (window as unknown as { autoconsentReceiveMessage(message: object): void }).autoconsentReceiveMessage(JSON.parse(text) as object), JSON.stringify(message));
  await page.exposeBinding('autoconsentSendMessage', async ({ frame }, message: Message) => {
    received.push(message);
    if (message.type === 'init') {
      const config = { enabled: true, autoAction, disabledCmps: [], enablePrehide: false, detectRetries: 20, enableCosmeticRules: true, heuristicMode };
      await answer(frame, { type: 'initResp', config, rules: { autoconsent: rules } });
    }
    if (message.type === 'eval') await answer(frame, { type: 'evalResp', id: message.id, result: await frame.evaluate(message.code!) });
    if (message.type === 'autoconsentDone') await answer(frame, { type: 'selfTest' });
  });
  page.on('domcontentloaded', () => page.url() === 'about:blank' || page.evaluate(autoconsent));
  return received;
}

const found = (received: Message[], type: string) => received.find((message) => message.type === type);

for (const lang of ['en', 'de', 'fr']) {
  test(`autoconsent refuses by its heuristics alone: ${lang}`, async ({ assent, visit, page }) => {
    await visit.serve('/page', visit.html('<p>Text</p>', { lang }));
    // The heuristics look twice, half a second apart; a server that has just started may need longer for its first banner.
    await (await visit.tab()).open('/page');
    const received = await client(page, 'optOut', 'reject', []);
    const record = await visit.recorded(() => page.goto(`${visit.origin}/page`));
    expect(record.sent).toMatchObject({ action: 'reject_all', source: 'banner', layer: 'banner' });
    await expect(visit.root).toHaveAttribute('data-assent-choice', 'rejected');
    await expect.poll(() => found(received, 'optOutResult')).toMatchObject({ cmp: 'HEURISTIC-REJECT', result: true });
    expect(await assent.reasons('demo', record.visitor)).toMatchObject({ ads: 'deny refused' });
  });
}

for (const [autoAction, action, choice] of [
  ['optOut', 'reject_all', 'rejected'],
  ['optIn', 'accept_all', 'accepted'],
] as const) {
  test(`autoconsent knows the banner by our rule: ${autoAction}`, async ({ visit, page }) => {
    const received = await client(page, autoAction, 'off', [ours]);
    const record = await visit.recorded(() => page.goto(visit.origin));
    expect(record.status).toBe(201);
    expect(record.sent).toMatchObject({ action, source: 'banner' });
    await expect(visit.root).toHaveAttribute('data-assent-choice', choice);
    await expect(visit.root).toHaveAttribute('data-assent-state', 'closed');
    await expect.poll(() => found(received, `${autoAction}Result`)).toMatchObject({ cmp: ours.name, result: true });
    // Its own test says that nothing is on.
    await expect.poll(() => found(received, 'selfTestResult')).toMatchObject({ result: autoAction === 'optOut' });
    expect(received.filter(({ type }) => type === 'autoconsentError')).toEqual([]);
  });
}

interface Step {
  type: string;
  target?: { selector: string };
  actions?: Step[];
  action?: Step;
  consents?: { type: string; matcher: Step; toggleAction: Step }[];
}

test('the rule for Consent-O-Matic sets each kind of purpose as its user wishes', async ({ visit, page }) => {
  const { detectors, methods } = (JSON.parse(read('../../docs/clients/consent-o-matic.json')) as { Assent: { detectors: Record<string, Step[]>[]; methods: { name: string; action: Step }[] } }).Assent;
  await visit.open();
  for (const matcher of detectors[0]!['presentMatcher']!) await expect(page.locator(matcher.target!.selector)).toBeAttached();
  for (const matcher of detectors[0]!['showingMatcher']!) await expect(page.locator(matcher.target!.selector)).toBeVisible();
  /** What its steps do, in short; categories as its user has chosen them. */
  const run = async (step: Step, wanted: string, base = page.locator('html')): Promise<void> => {
    const target = step.target && base.locator(step.target.selector);
    if (step.type === 'click') await target!.first().evaluate((button: HTMLElement) => button.click());
    if (step.type === 'waitcss') await expect(target!).toBeAttached();
    if (step.type === 'list') for (const each of step.actions!) await run(each, wanted, base);
    if (step.type === 'foreach') for (const each of await target!.all()) await run(step.action!, wanted, each);
    for (const { type, matcher, toggleAction } of step.consents ?? []) {
      if ((await base.locator(matcher.target!.selector).isChecked()) !== wanted.includes(type)) await run(toggleAction, wanted, base);
    }
  };
  const steps = methods.filter(({ name }) => name !== 'HIDE_CMP');
  const record = await visit.recorded(async () => {
    for (const { action } of steps) await run(action, 'AB');
  });
  expect(record.sent).toMatchObject({ action: 'custom', source: 'settings', purposes: { preferences: true, analytics: true, ads: false } });
});

test('the manifest at the well-known address of the shop tells how to answer', async ({ visit, page }) => {
  const answer = await page.request.get(`${visit.origin}/.well-known/assent.json`);
  const manifest = (await answer.json()) as { optional: string[]; actions: Record<string, { click: string; call?: string }> };
  expect(manifest.optional).toEqual(['preferences', 'analytics', 'ads']);
  await visit.open();
  for (const { click } of Object.values(manifest.actions)) await expect(page.locator(click.replace('{purpose}', 'ads')).first()).toBeAttached();
  const record = await visit.recorded(() => page.locator(manifest.actions['reject_all']!.click).first().click());
  expect(record.sent.action).toBe('reject_all');
});

/** Words by which filter lists know what to hide or block. */
const TELLING = /cookie|consent|gdpr|cmp|banner|tracking|analytics/i;

test('no address that the page asks for, and no id or class that it gets, has a word that filter lists hide', async ({ visit, page }) => {
  const asked = requests(page);
  const names = new Set<string>();
  const collect = async () => {
    for (const name of await page.evaluate(() => {
      const root = document.querySelector('#assent-root')!;
      const templates = [...root.querySelectorAll('template')].flatMap(({ content }) => [...content.querySelectorAll('*')]);
      const all = [root, ...root.querySelectorAll('*'), ...templates, ...document.querySelectorAll('.assent-held, .assent-held *')];
      return all.flatMap((element) => [element.id, ...element.classList]).filter(Boolean);
    })) names.add(name);
  };
  await visit.serve('/page', visit.html('<iframe data-assent="preferences" data-src="/film" width="300" height="150" title="A film"></iframe><div data-assent-declaration></div>', { lang: 'de' }));
  await visit.open('/page');
  await expect(page.locator('.assent-held')).toBeVisible();
  await expect(page.locator('[data-assent-declaration] h3').first()).toBeVisible();
  await collect();
  await visit.banner.locator('[data-assent-action="settings"]').click();
  await collect();
  await visit.settings.locator('select').focus();
  await visit.settings.locator('select').selectOption('en');
  await expect(visit.root).toHaveAttribute('lang', 'en');
  await visit.recorded(() => visit.button(visit.settings, words.save).click());
  await visit.reopen.click();
  await collect();
  await page.waitForLoadState('networkidle');
  expect([...names].sort()).toEqual(expect.arrayContaining(['assent-held', 'assent-root', 'assent-settings', 'assent-title']));
  expect([...names].filter((name) => TELLING.test(name))).toEqual([]);
  // The host's name is the owner's; docs/EMBED.md says what to leave out of it.
  const paths = asked.filter((url) => url.startsWith(visit.assent.url)).map((url) => url.slice(visit.assent.url.length));
  expect(paths).toEqual(expect.arrayContaining(['/b/demo.js', '/b/demo/eu.de.json', '/b/demo/de/declaration.html', '/b/demo/eu.en.json', '/api/v1/sites/demo/choices']));
  // Asked for by banners with long lists.
  expect([...paths, '/b/demo/1/en/trackers.html'].filter((path) => TELLING.test(path))).toEqual([]);
});
