import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Content, Purpose, Vendor } from '../src/content';
import { CONTENT, Page, settled } from './browser';

type Globals = Record<string, any>;

const GOOGLE = { wait_for_update: 500, ads_data_redaction: false, url_passthrough: false };
const DENIED = { ad_storage: 'denied', ad_user_data: 'denied', ad_personalization: 'denied', analytics_storage: 'denied', functionality_storage: 'denied', personalization_storage: 'denied' };
const ADS = { ad_storage: 'granted', ad_user_data: 'granted', ad_personalization: 'granted' };
const DEFAULT = ['consent', 'default', { ...DENIED, security_storage: 'granted', wait_for_update: 500 }];

const update = (types: object) => ['consent', 'update', { ...DENIED, ...types }];
const event = (analytics: string, ads: string) => ({ event: 'assent:change', assent: { analytics, ads } });

/** A site that tells these vendors. */
const telling = (...others: Vendor[]): Partial<Content> => ({ extras: ['vendors'], vendors: { others } });
const google = (options: object = {}): Partial<Content> => ({ extras: ['vendors'], vendors: { google: { ...GOOGLE, ...options } } });

const globals = (page: Page) => page.window as unknown as Globals;

/** What was put on the data layer, which Google tells apart by whether it is `arguments`. */
const said = (page: Page) =>
  (globals(page).dataLayer as unknown[]).map((entry) => (Object.prototype.toString.call(entry) === '[object Arguments]' ? [...(entry as [])] : entry));

/** Where calls are written down; some answer. */
function spy(answers: Record<string, (...words: unknown[]) => unknown> = {}) {
  const calls: unknown[][] = [];
  const object = new Proxy({} as Globals, {
    get: (own, name: string) =>
      name === '__loaded' ? own[name] : (...words: unknown[]) => {
        if (!name.startsWith('has_')) calls.push([name, ...words]);
        return answers[name]?.(...words);
      },
  });
  return { calls, object };
}

/** A script with an address has run. */
function loaded(page: Page): void {
  const script = page.document.createElement('script');
  page.document.head.append(script);
  script.dispatchEvent(new page.window.Event('load') as never);
}

test('before a choice Google hears the defaults, once, and nothing else', async () => {
  const page = await new Page().load(google());
  assert.deepEqual(said(page), [DEFAULT]);
  assert.equal(globals(page).gtag, undefined);
});

test('the defaults are those of the visitor’s regime, and an objection follows in the same tick', async () => {
  const purposes = CONTENT.purposes.map((purpose) => ({ ...purpose, runs: purpose.key === 'analytics' }));
  const page = new Page();
  page.run({ ...google(), purposes, manner: 'choices' });
  const granted = { ...DENIED, analytics_storage: 'granted' };
  assert.deepEqual(said(page)[0], ['consent', 'default', { ...granted, security_storage: 'granted', wait_for_update: 500 }]);
  const objecting = new Page();
  objecting.navigator = { globalPrivacyControl: true };
  objecting.run({ ...google(), purposes, manner: 'choices', signals: ['gpc'] });
  assert.deepEqual(said(objecting)[1], update({}));
});

test('Google’s options are sent after the defaults', async () => {
  const page = await new Page().load(google({ wait_for_update: 0, ads_data_redaction: true, url_passthrough: true }));
  const [first, ...options] = said(page);
  assert.deepEqual(first, ['consent', 'default', { ...DENIED, security_storage: 'granted' }]);
  assert.deepEqual(options, [['set', 'ads_data_redaction', true], ['set', 'url_passthrough', true]]);
});

test('what stands on the data layer stays, and the defaults are there before the snippet ends', () => {
  const page = new Page();
  const layer = (globals(page).dataLayer = [{ page: 'home' }]);
  page.run(google());
  assert.equal(globals(page).dataLayer, layer);
  assert.deepEqual(said(page), [{ page: 'home' }, DEFAULT]);
});

test('each change is told to Google once, and told to the data layer as an event', async () => {
  const page = await new Page().load(google());
  page.press('accept-all');
  await settled();
  const granted = [update({ ...ADS, analytics_storage: 'granted' }), event('allow', 'allow')];
  assert.deepEqual(said(page).slice(1), granted);
  // The same choice again is another click, and no other state.
  page.assent.acceptAll();
  await settled();
  assert.deepEqual(said(page).slice(1), granted);
  page.assent.save({ ads: false });
  assert.deepEqual(said(page).slice(3), [update({ analytics_storage: 'granted' }), event('allow', 'deny')]);
  page.assent.withdraw();
  assert.deepEqual(said(page).slice(5), [update({}), event('deny', 'deny')]);
});

test('a refusal is told too, since Google’s tags wait for it', async () => {
  const page = await new Page().load(google());
  page.press('reject-all');
  assert.deepEqual(said(page), [DEFAULT, update({}), event('deny', 'deny')]);
});

test('a stored choice is told on every load, in the same tick as the defaults', async () => {
  const first = await new Page().load(google());
  first.press('accept-all');
  await settled();
  const page = first.next();
  page.run(google());
  const expected = [DEFAULT, update({ ...ADS, analytics_storage: 'granted' }), event('allow', 'allow')];
  assert.deepEqual(said(page), expected);
  await settled();
  assert.deepEqual(said(page), expected);
});

test('a kind is granted when there are purposes of it and all are allowed', async () => {
  const purposes: Purpose[] = [...CONTENT.purposes, { key: 'social', kind: 'marketing', same: [[3, 3]] }, { key: 'video', kind: 'functional', same: [[3, 3]] }];
  const page = await new Page().load({ ...google(), purposes });
  page.assent.save({ ads: true, video: true });
  assert.deepEqual(said(page)[1], update({ functionality_storage: 'granted', personalization_storage: 'granted' }));
  page.assent.save({ social: true });
  assert.deepEqual(said(page)[3], update({ ...ADS, functionality_storage: 'granted', personalization_storage: 'granted' }));
});

test('a choice that counts no more is no grant', async () => {
  const page = new Page();
  page.document.cookie = `assent_demo=1.3.${Date.now() - CONTENT.lifetime}.analytics:a|ads:a.;path=/`;
  await page.load(google());
  assert.deepEqual(said(page), [DEFAULT]);
  const older = new Page();
  older.document.cookie = `assent_demo=1.2.${Date.now()}.analytics:a|ads:a.;path=/`;
  await older.load(google());
  assert.deepEqual(said(older)[1], update({ analytics_storage: 'granted' }));
});

test('what another tab withdraws, or the server forgets, is withdrawn here', async () => {
  const page = await new Page().load(google());
  page.press('accept-all');
  await settled();
  page.document.cookie = 'assent_demo=;max-age=0;path=/';
  page.event('storage');
  assert.deepEqual(said(page).slice(3), [update({}), event('unknown', 'unknown')]);
});

test('a browser that objects has decided, and grants nothing', async () => {
  const page = new Page();
  page.navigator = { globalPrivacyControl: true };
  await page.load({ ...google(), signals: ['gpc'], words: { ...CONTENT.words, gpc: 'refused' } });
  assert.deepEqual(said(page), [DEFAULT, update({}), event('deny', 'deny')]);
});

test('a banner that is offline grants nothing, whatever was chosen', async () => {
  const first = await new Page().load();
  first.press('accept-all');
  await settled();
  const page = first.next();
  const fbq: unknown[][] = [];
  globals(page).fbq = (...words: unknown[]) => fbq.push(words);
  const vendors = { google: GOOGLE, others: ['uet', 'clarity', 'meta', 'matomo'] as Vendor[] };
  await page.load({ extras: ['vendors'], vendors, version: null, html: undefined, css: undefined, words: undefined });
  assert.deepEqual(said(page), [DEFAULT]);
  assert.deepEqual(globals(page).uetq, ['consent', 'default', { ad_storage: 'denied' }]);
  assert.deepEqual([...globals(page).clarity.q[0]], ['consentv2', { ad_Storage: 'denied', analytics_Storage: 'denied' }]);
  assert.deepEqual(globals(page)._paq, [['requireConsent']]);
  assert.deepEqual(fbq, [['consent', 'revoke']]);
});

test('a second snippet tells nobody a second time', async () => {
  const page = await new Page().load({ ...google() });
  await page.load({ ...google() });
  assert.deepEqual(said(page), [DEFAULT]);
});

test('a vendor that is off hears nothing', async () => {
  const page = new Page();
  const { calls, object } = spy();
  const others = { fbq: (...words: unknown[]) => calls.push(words), ttq: object, posthog: object, mixpanel: object, analytics: object };
  Object.assign(page.window, others);
  await page.load(google());
  page.press('accept-all');
  assert.deepEqual(calls, []);
  for (const name of ['uetq', 'clarity', '_paq']) assert.equal(globals(page)[name], undefined);
  const alone = await new Page().load(telling('uet'));
  assert.equal(globals(alone).dataLayer, undefined);
});

test('a withdrawal is told before whoever watches clicks hears of the one that made it', async () => {
  const page = new Page();
  const heard: unknown[] = [];
  page.document.addEventListener('click', () => heard.push(said(page).length), true);
  await page.load(google());
  page.press('accept-all');
  page.press('turn-off');
  assert.deepEqual(heard, [3, 5]);
});

test('UET hears of ads in its queue', async () => {
  const page = await new Page().load(telling('uet'));
  const queue = () => globals(page).uetq as unknown[];
  assert.deepEqual(queue(), ['consent', 'default', { ad_storage: 'denied' }]);
  page.assent.save({ analytics: true });
  page.assent.save({ ads: true });
  page.assent.acceptAll();
  page.assent.withdraw();
  const updates = ['denied', 'granted', 'denied'].flatMap((ad_storage) => ['consent', 'update', { ad_storage }]);
  assert.deepEqual(queue().slice(3), updates);
  // The tag puts its own object in the queue's place.
  const pushed: unknown[] = [];
  globals(page).uetq = { push: (...words: unknown[]) => pushed.push(words) };
  page.assent.acceptAll();
  assert.deepEqual(pushed, [['consent', 'update', { ad_storage: 'granted' }]]);
});

test('Clarity hears both states in one call, through its own stub', async () => {
  const page = await new Page().load(telling('clarity'));
  const queue = () => (globals(page).clarity.q as Iterable<unknown>[]).map((entry) => [...entry]);
  const both = (ad_Storage: string, analytics_Storage: string) => ['consentv2', { ad_Storage, analytics_Storage }];
  assert.deepEqual(queue(), [both('denied', 'denied')]);
  page.assent.rejectAll();
  assert.equal(queue().length, 1);
  page.assent.save({ analytics: true });
  page.assent.save({ ads: true });
  page.assent.withdraw();
  assert.deepEqual(queue().slice(1), [both('denied', 'granted'), both('granted', 'granted'), both('denied', 'denied')]);
});

test('Matomo waits for consent, and hears of it on every load', async () => {
  const page = await new Page().load(telling('matomo'));
  assert.deepEqual(globals(page)._paq, [['requireConsent']]);
  page.assent.rejectAll();
  page.assent.save({ analytics: true });
  page.assent.save({ ads: true });
  assert.deepEqual(globals(page)._paq, [['requireConsent'], ['setConsentGiven']]);
  page.assent.withdraw();
  page.assent.save({ analytics: true });
  assert.deepEqual(globals(page)._paq.slice(2), [['forgetConsentGiven'], ['setConsentGiven']]);
  await settled();
  const next = await page.next().load(telling('matomo'));
  assert.deepEqual(globals(next)._paq, [['requireConsent'], ['setConsentGiven']]);
});

test('Meta hears when its pixel is there, and on each change', async () => {
  const page = await new Page().load(telling('meta'));
  const calls: unknown[][] = [];
  globals(page).fbq = (...words: unknown[]) => calls.push(words);
  loaded(page);
  loaded(page);
  assert.deepEqual(calls, [['consent', 'revoke']]);
  page.assent.rejectAll();
  page.assent.save({ analytics: true });
  assert.equal(calls.length, 1);
  page.assent.acceptAll();
  page.assent.withdraw();
  assert.deepEqual(calls.slice(1), [['consent', 'grant'], ['consent', 'revoke']]);
});

test('TikTok is on hold until there is a choice', async () => {
  const page = new Page();
  const { calls, object } = spy();
  globals(page).ttq = object;
  await page.load(telling('tiktok'));
  for (const choose of ['rejectAll', 'acceptAll', 'acceptAll', 'withdraw'] as const) page.assent[choose]();
  assert.deepEqual(calls, [['holdConsent'], ['revokeConsent'], ['grantConsent'], ['revokeConsent']]);
});

test('PostHog and Mixpanel are opted in and out where they are not yet', async () => {
  let out = { posthog: true, mixpanel: false };
  const page = new Page();
  const posthog = spy({ has_opted_out_capturing: () => out.posthog });
  const mixpanel = spy({ has_opted_out_tracking: () => out.mixpanel });
  Object.assign(page.window, { posthog: posthog.object, mixpanel: mixpanel.object });
  await page.load(telling('posthog', 'mixpanel'));
  assert.equal(posthog.calls.length, 0);
  assert.deepEqual(mixpanel.calls.map(([name]) => name), ['opt_out_tracking']);
  page.assent.save({ ads: true });
  page.assent.acceptAll();
  out = { posthog: false, mixpanel: false };
  page.assent.withdraw();
  assert.deepEqual(posthog.calls.map(([name]) => name), ['opt_in_capturing', 'opt_out_capturing']);
  assert.deepEqual(mixpanel.calls.slice(1).map(([name]) => name), ['opt_in_tracking', 'opt_out_tracking']);
  const options = mixpanel.calls[1][1] as { track(): void; delete_user: boolean };
  assert.deepEqual([options.track(), options.delete_user], [undefined, false]);
});

test('PostHog is told after its init, and what is put in the place of a stub is told again', async () => {
  const page = await new Page().load(telling('posthog'));
  const stub = spy();
  globals(page).posthog = stub.object;
  loaded(page);
  const real = spy();
  real.object.__loaded = false;
  globals(page).posthog = real.object;
  loaded(page);
  assert.deepEqual([stub.calls.length, real.calls.length], [1, 0]);
  real.object.__loaded = true;
  // A script without an address is not heard of, but the page goes on.
  page.document.body.append(page.document.createElement('p'));
  await settled();
  assert.deepEqual(real.calls.map(([name]) => name), ['opt_out_capturing']);
});

test('an object that is not ready is told later, and an element of its name never', async () => {
  const page = new Page(undefined, '<p id="mixpanel"></p>');
  globals(page).mixpanel = page.document.getElementById('mixpanel');
  await page.load(telling('mixpanel'));
  page.assent.acceptAll();
  assert.deepEqual(page.errors, []);
  const { calls, object } = spy();
  globals(page).mixpanel = object;
  loaded(page);
  assert.deepEqual(calls.map(([name]) => name), ['opt_in_tracking']);
});

test('Segment’s events say what is allowed, and go nowhere while nothing is', async () => {
  const page = new Page();
  type Middleware = (step: { payload: { obj: Globals }; next(payload: { obj: Globals }): void }) => void;
  let middleware: Middleware;
  const { calls, object } = spy({ addSourceMiddleware: (added) => (middleware = added as Middleware) });
  globals(page).analytics = object;
  const sent = (event: string) => {
    const passed: Globals[] = [];
    middleware({ payload: { obj: { event, context: { page: 1, consent: { by: 'us' } } } }, next: ({ obj }) => passed.push(obj.context) });
    return passed;
  };
  const allowed = (Advertising: boolean, Analytics: boolean) => [{ page: 1, consent: { by: 'us', categoryPreferences: { Advertising, Analytics, Functional: false } } }];
  await page.load(telling('segment'));
  assert.deepEqual(sent('Bought'), []);
  page.assent.rejectAll();
  assert.deepEqual(calls.map(([name]) => name), ['addSourceMiddleware']);
  page.assent.save({ analytics: true });
  assert.deepEqual(sent('Bought'), allowed(false, true));
  page.assent.acceptAll();
  assert.deepEqual(sent('Bought'), allowed(true, true));
  page.assent.withdraw();
  const UPDATED = 'Segment Consent Preference Updated';
  assert.deepEqual(calls.slice(1), [['track', UPDATED], ['track', UPDATED], ['track', UPDATED]]);
  assert.deepEqual([sent('Bought'), sent(UPDATED)], [[], allowed(false, false)]);
});
