// Tells vendors what the visitor allows, each by the calls it documents; docs/VENDORS.md lists them.
import type { Content, Kind, Purpose, Vendor } from '../content';

declare const __assent: Content;

// What vendors put there has no types of ours.
const page = window as any;
const { kit, vendors } = __assent;
const google = vendors?.google;

/** The state that each vendor was told last. */
const told: Record<string, string> = {};
/** The objects that were told: the real one, put in the place of a stub, is told again. */
const objects: Record<string, object> = {};

const has = (vendor: Vendor) => vendors!.others?.includes(vendor);
const answer = (purpose: string) => window.assent!.get(purpose)!.decision;
const optional = () => __assent.purposes.filter(({ kind }) => kind !== 'necessary');

/** Whether there are purposes of a kind, and something holds for all of them. */
function holds(kind: Kind, of: (purpose: Purpose) => unknown): boolean {
  const own = __assent.purposes.filter((purpose) => purpose.kind === kind);
  return !!own[0] && own.every(of);
}

const allows = (kind: Kind) => holds(kind, ({ key }) => answer(key) === 'allow');

const word = (kind: Kind) => (allows(kind) ? 'granted' : 'denied');

/** What holds in the visitor's regime until anything is decided. */
const wordBefore = (kind: Kind) => (holds(kind, ({ runs }) => runs) ? 'granted' : 'denied');

/** Whether anything was decided, by the visitor or by the visitor's browser. */
const isDecided = () => optional().some(({ key }) => answer(key) !== 'unknown');

/** Whether the vendor has not been told this state yet; notes it. */
const isNews = (vendor: string, state: string) => told[vendor] !== state && !!(told[vendor] = state);

/** As after a default, which says the same as an undecided visitor. */
const isUpdate = (vendor: string, state: string) => (isDecided() || vendor in told) && isNews(vendor, state);

/** Google reads `arguments`; a list of the same is ignored. */
function gtag(..._: unknown[]): void {
  (page.dataLayer ||= []).push(arguments);
}

const uet = (...words: unknown[]) => (page.uetq ||= []).push(...words);

/** The stub of Clarity's own tag. */
function clarity(): unknown {
  page.clarity ||= function () {
    (page.clarity.q ||= []).push(arguments);
  };
  return page.clarity;
}

const matomo = (call: string) => (page._paq ||= []).push([call]);

const googleTypes = (word: (kind: Kind) => string) => ({
  ad_storage: word('marketing'),
  ad_user_data: word('marketing'),
  ad_personalization: word('marketing'),
  analytics_storage: word('measurement'),
  functionality_storage: word('functional'),
  personalization_storage: word('functional'),
});

/** What stands before every tag: what nobody has decided about is allowed only where the visitor's regime lets it run. */
function begin(): void {
  if (google) {
    const wait = google.wait_for_update;
    gtag('consent', 'default', { ...googleTypes(wordBefore), security_storage: 'granted', ...(wait && { wait_for_update: wait }) });
    for (const option of ['ads_data_redaction', 'url_passthrough'] as const) {
      if (google[option]) gtag('set', option, true);
    }
  }
  if (has('uet')) uet('consent', 'default', { ad_storage: wordBefore('marketing') });
  if (has('matomo')) {
    matomo('requireConsent');
    told.matomo = 'denied';
  }
}

/** Tells those whose queue may be filled before they are there. */
function tellQueues(): void {
  const [measurement, marketing] = [word('measurement'), word('marketing')];
  if (google) {
    const types = googleTypes(word);
    if (isUpdate('google', JSON.stringify(types))) gtag('consent', 'update', types);
    const answers = Object.fromEntries(optional().map(({ key }) => [key, answer(key)]));
    if (isUpdate('event', JSON.stringify(answers))) page.dataLayer.push({ event: 'assent:change', assent: answers });
  }
  if (has('uet') && isUpdate('uet', marketing)) uet('consent', 'update', { ad_storage: marketing });
  if (has('clarity') && isNews('clarity', marketing + measurement)) {
    (clarity() as (...words: unknown[]) => void)('consentv2', { ad_Storage: marketing, analytics_Storage: measurement });
  }
  if (has('matomo') && isNews('matomo', measurement)) matomo(measurement === 'granted' ? 'setConsentGiven' : 'forgetConsentGiven');
}

/** The event by which Segment learns of a change. */
const UPDATED = 'Segment Consent Preference Updated';

const categories = () => ({ Advertising: allows('marketing'), Analytics: allows('measurement'), Functional: allows('functional') });

/** What Segment's library calls for each event: one that is not passed on is dropped. */
function label({ payload, next }: { payload: { obj: { event?: string; context?: { consent?: object } } }; next(payload: unknown): void }): void {
  const categoryPreferences = categories();
  const { obj } = payload;
  // Segment has to hear also of the end of what was allowed.
  if (!Object.values(categoryPreferences).includes(true) && obj.event !== UPDATED) return;
  obj.context = { ...obj.context, consent: { ...obj.context?.consent, categoryPreferences } };
  next(payload);
}

/** Opting in or out, where that is not so already: an undecided visitor gets no mark where out is the default. */
function opt(object: Record<string, (options?: object) => unknown>, state: string, what: string, options?: object): void {
  if (!object[`has_opted_${state}_${what}`]?.()) object[`opt_${state}_${what}`](options);
}

const direction = () => (allows('measurement') ? 'in' : 'out');

/** The others: the vendor, the name of its object, the state, and how that is told; `before` is what it was told. */
const OTHERS: [Vendor, string, () => string, (object: any, state: string, before?: string) => void][] = [
  ['meta', 'fbq', () => (allows('marketing') ? 'grant' : 'revoke'), (fbq, state) => fbq('consent', state)],
  ['tiktok', 'ttq', () => (allows('marketing') ? 'grant' : isDecided() ? 'revoke' : 'hold'), (ttq, state) => ttq[state + 'Consent']()],
  ['posthog', 'posthog', direction, (posthog, state) => opt(posthog, state, 'capturing')],
  // No event for the opting itself, which would count pages, and no deletion of a profile: that is another wish.
  ['mixpanel', 'mixpanel', direction, (mixpanel, state) => opt(mixpanel, state, 'tracking', { track() {}, delete_user: false })],
  [
    'segment',
    'analytics',
    () => JSON.stringify(categories()),
    (analytics, _, before) => (before ? analytics.track(UPDATED) : analytics.addSourceMiddleware(label)),
  ],
];

/** Tells those who are there; `isChange` is false when only new objects are looked for. */
function tellObjects(isChange: boolean): void {
  for (const [vendor, name, stateOf, tell] of OTHERS) {
    const object = page[name];
    const isNew = objects[vendor] !== object;
    // PostHog before its `init` has nowhere to keep an answer.
    if (!has(vendor) || !object || object.__loaded === false || !(isNew || isChange)) continue;
    const state = stateOf();
    const before = isNew ? undefined : told[vendor];
    if (before === state) continue;
    try {
      tell(object, state, before);
      objects[vendor] = object;
      told[vendor] = state;
    } catch {
      // It is not ready, or something else of that name: the next look tells.
    }
  }
}

if (kit && vendors) {
  begin();
  const tell = () => {
    tellQueues();
    tellObjects(true);
  };
  tell();
  window.assent!.on('change', tell);
  if (OTHERS.some(([vendor]) => has(vendor))) {
    const look = () => tellObjects(false);
    // Scripts with an address are heard; those without are seen by what the page does next.
    for (const event of ['load', 'DOMContentLoaded']) document.addEventListener(event, look, true);
    new MutationObserver(look).observe(document, { childList: true, subtree: true });
  }
}
