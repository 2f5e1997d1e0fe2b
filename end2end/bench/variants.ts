// What is measured side by side: no banner, the least that a banner could be, Assent, and two that people use.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Site } from './site.ts';

export interface Variant {
  name: string;
  /** Where the page is. */
  path: string;
  /** The element that holds whatever belongs to the banner. */
  own: string;
  /** What is seen once the banner is there; empty where there is none. */
  banner: string;
  buttons: { accept: string; reject: string; settings?: string; save?: string };
}

/** Where packages are, and what they say of themselves. */
const require = createRequire(import.meta.url);
const file = (path: string) => readFileSync(require.resolve(path), 'utf8');
const version = (name: string) => (JSON.parse(file(`${name}/package.json`)) as { version: string }).version;

const TITLE = 'Your choice about your data';
const TEXT = 'We use cookies and similar means for what is listed in the settings. You decide, and can change your mind at any time.';

/** The four purposes of the demo shop, in words of the same length. */
const PURPOSES = {
  necessary: ['Necessary', 'Keeps your basket and your session. The shop does not work without.'],
  preferences: ['Preferences', 'Remembers how you like the shop, and shows films of another provider.'],
  analytics: ['Statistics', 'Counts visits and the pages that people see, so that we know what is wanted.'],
  ads: ['Advertising', 'Lets a partner show you what fits your interests, and know you again elsewhere.'],
};

/** 1 kB without spaces or settings, that remembers the choice in one cookie: the floor, not a product. */
const BARE = `(function(){if(/bare=/.test(document.cookie))return;var box=document.createElement("div");box.id="bare";
box.setAttribute("role","dialog");box.setAttribute("aria-label","${TITLE}");
box.style.cssText="position:fixed;z-index:2147483647;bottom:1em;left:1em;max-width:32em;padding:1.25em;border:1px solid #8888;border-radius:.5em;background:#fff;color:#222;box-shadow:0 .25em 2em #0004;font-family:inherit";
box.innerHTML='<h2>${TITLE}</h2><p>${TEXT}</p><button type="button" id="bare-accept">Accept all</button> <button type="button" id="bare-reject">Reject all</button>';
function answer(event){if(event.target.localName!=="button")return;document.cookie="bare="+event.target.id+";path=/;max-age=15552000;samesite=lax";box.remove()}
box.addEventListener("click",answer);function show(){document.body.prepend(box)}
if(document.body)show();else document.addEventListener("DOMContentLoaded",show)})();`;

/** CookieConsent's own first example, with four categories and the preferences; it must not hide from a driven browser. */
const COOKIE_CONSENT = {
  hideFromBots: false,
  categories: { necessary: { enabled: true, readOnly: true }, preferences: {}, analytics: {}, ads: {} },
  language: {
    default: 'en',
    translations: {
      en: {
        consentModal: { title: TITLE, description: TEXT, acceptAllBtn: 'Accept all', acceptNecessaryBtn: 'Reject all', showPreferencesBtn: 'Settings' },
        preferencesModal: {
          title: 'Privacy settings',
          acceptAllBtn: 'Accept all',
          acceptNecessaryBtn: 'Reject all',
          savePreferencesBtn: 'Save choice',
          closeIconLabel: 'Close',
          sections: Object.entries(PURPOSES).map(([linkedCategory, [title, description]]) => ({ title, description, linkedCategory })),
        },
      },
    },
  },
};

/** Osano's notice, asking before anything runs; it has no settings. */
const OSANO = {
  type: 'opt-in',
  palette: { popup: { background: '#ffffff', text: '#222222' }, button: { background: '#14532d', text: '#ffffff' } },
  content: { message: TEXT, allow: 'Accept all', deny: 'Reject all' },
};

/**
 * Puts every variant's page and files in place. The libraries get what favours them: their own script and their settings
 * in one file, as a bundler would make it, that holds nothing up; and the headers of Assent's own answer.
 */
export function variants(site: Site, pageWith: (head: string) => string, snippet: string, headers: Record<string, string>): Variant[] {
  const url = (path: string) => `http://${site.address}${path}`;
  const put = (path: string, head: string) => site.put(path, pageWith(head), 'text/html');
  const script = (name: string, text: string) => {
    site.put(`/${name}.js`, text, 'text/javascript', headers);
    return `<script defer src="${url(`/${name}.js`)}"></script>`;
  };
  const style = (name: string, text: string) => {
    site.put(`/${name}.css`, text, 'text/css', headers);
    return `<link rel="stylesheet" href="${url(`/${name}.css`)}">`;
  };

  put('/plain', '');
  put('/bare', script('bare', BARE).replace('defer', 'async'));
  put('/assent', snippet);
  const cookieConsent = file('vanilla-cookieconsent/dist/cookieconsent.umd.js');
  put('/vanilla', style('vanilla', file('vanilla-cookieconsent/dist/cookieconsent.css')) + script('vanilla', `${cookieConsent}\nCookieConsent.run(${JSON.stringify(COOKIE_CONSENT)});`));
  const osano = file('cookieconsent/build/cookieconsent.min.js');
  put('/osano', style('osano', file('cookieconsent/build/cookieconsent.min.css')) + script('osano', `${osano}\ncookieconsent.initialise(${JSON.stringify(OSANO)});`));

  return [
    { name: 'plain page', path: '/plain', own: '#none', banner: '', buttons: { accept: '', reject: '' } },
    { name: 'bare 1 kB', path: '/bare', own: '#bare', banner: '#bare', buttons: { accept: '#bare-accept', reject: '#bare-reject' } },
    {
      name: 'Assent',
      path: '/assent',
      own: '#assent-root',
      banner: '[data-assent-layer=banner]',
      buttons: {
        accept: '[data-assent-layer=banner] [data-assent-action=accept-all]',
        reject: '[data-assent-layer=banner] [data-assent-action=reject-all]',
        settings: '[data-assent-layer=banner] [data-assent-action=settings]',
        save: '[data-assent-layer=settings] [data-assent-action=save]',
      },
    },
    {
      name: `CookieConsent ${version('vanilla-cookieconsent')}`,
      path: '/vanilla',
      own: '#cc-main',
      banner: '#cc-main .cm',
      buttons: {
        accept: '#cc-main .cm [data-role=all]',
        reject: '#cc-main .cm [data-role=necessary]',
        settings: '#cc-main .cm [data-role=show]',
        save: '#cc-main .pm [data-role=save]',
      },
    },
    {
      name: `Osano ${version('cookieconsent')}`,
      path: '/osano',
      own: '.cc-window, .cc-revoke',
      banner: '.cc-window',
      buttons: { accept: '.cc-window .cc-allow', reject: '.cc-window .cc-deny' },
    },
  ];
}
