import * as CookieConsent from 'vanilla-cookieconsent';
import 'vanilla-cookieconsent/dist/cookieconsent.css';

// Texts that both languages share.
const POLICY = '/privacy';
const gaCookies = [{ name: /^_ga/ }, { name: '_gid', domain: 'shop.example', path: '/' }];
const german = {
  consentModal: { title: 'Cookies?', description: 'Wir fragen zuerst.', acceptAllBtn: 'Ja', acceptNecessaryBtn: 'Nein' },
  preferencesModal: {
    title: 'Einstellungen',
    sections: [
      { description: 'Was wir tun.' },
      { title: 'Nötiges', description: 'Warenkorb und Anmeldung.', linkedCategory: 'necessary' },
      {
        title: 'Messung',
        description: 'Wir z&auml;hlen Besuche.' + ' Mehr steht in der <a href="/datenschutz">Erklärung</a>.',
        linkedCategory: 'analytics',
      },
      { title: 'Werbung', description: `Anzeigen,<br>die passen.`, linkedCategory: 'ads-partners' },
    ],
  },
};

CookieConsent.run({
  revision: 2,
  guiOptions: { consentModal: { layout: 'box inline', position: 'bottom left' } },
  cookie: { name: 'cc_cookie', expiresAfterDays: 182 },
  onConsent: ({ cookie }) => {
    console.log(`given: ${cookie.categories}`, /[/"']/.test('x'));
  },

  categories: {
    necessary: { enabled: true, readOnly: true },
    analytics: {
      enabled: true,
      autoClear: { cookies: [...gaCookies, { name: /^_ga/ }, { name: '_gid' }, { name: /(?=never)/ }], reloadPage: !0 },
      services: {
        ga: {
          label: 'Google <b>Analytics</b>',
          onAccept: () => loadAnalytics(),
          onReject() {},
          cookies: gaCookies,
        },
        youtube: { label: 'YouTube <a href="https://policies.example/yt">policy</a>' },
      },
    },
    'ads-partners': { autoClear: { cookies: [{ name: '_fbp' }] } },
  },

  language: {
    default: 'en',
    autoDetect: 'browser',
    translations: {
      de: german,
      en: {
        consentModal: { title: 'Cookies?', description: 'We ask first.' },
        preferencesModal: {
          sections: [
            { title: 'Your choice', description: 'What we do.' },
            { title: 'Needed', description: 'Cart and sign-in.', linkedCategory: 'necessary' },
            {
              title: 'Measurement',
              description: 'We count visits, see <a href="' + POLICY + '">our policy</a>.',
              linkedCategory: 'analytics',
              cookieTable: {
                caption: 'Cookies',
                headers: { name: 'Name', service: 'Service', desc: 'Description', expiration: 'Expiration' },
                body: [
                  { name: '_gid', service: 'ga', desc: 'Counts <em>visits</em>', expiration: '1 day' },
                  { name: '_ga_&lt;id&gt;', service: 'Google Analytics', desc: 'Counts', expiration: '1 year 1 month' },
                  { name: 'PREF', service: 'Youtube', desc: 'Player', expiration: 'eight moons' },
                ],
              },
            },
            {
              title: 'Advertising',
              linkedCategory: 'ads-partners',
              cookieTable: {
                headers: { col1: 'Cookie', col2: 'Host', col3: 'Duration' },
                body: [{ col1: 'IDE', col2: '.doubleclick.example', col3: '13 months' }],
              },
            },
            { title: 'Gone', description: 'Of a category that is no more.', linkedCategory: 'gone' },
          ],
        },
      },
      fr: '/locales/fr.json',
      it: async () => (await fetch('/it.json')).json(),
      tlh: {},
    },
  },
});
