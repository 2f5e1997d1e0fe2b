// Settings of our consent manager.
var klaroConfig = {
    version: 1,
    elementID: 'klaro',
    storageMethod: 'cookie',
    lang: 'de',
    default: false,
    translations: {
        zz: { privacyPolicyUrl: '/privacy', purposes: { shop: 'Shop' } },
        de: {
            privacyPolicyUrl: '/datenschutz',
            consentModal: { description: 'Hier können Sie wählen.' },
            matomo: { description: 'Zählt Besuche.' },
            session: { title: 'Anmeldung', description: 'Hält Sie angemeldet.' },
            purposes: {
                analytics: { title: 'Besuche', description: 'Wir sehen, welche Seiten gelesen werden.' },
                necessary: 'Notwendiges',
                marketing: 'Werbung',
            },
        },
        en: {
            matomo: { description: 'Counts visits.' },
            session: { title: 'Sign-in', description: 'Keeps you signed in.' },
            purposes: { analytics: 'Visits', necessary: 'Needed', marketing: 'Advertising' },
        },
    },
    services: [
        {
            name: 'session',
            purposes: ['necessary'],
            required: true,
            cookies: ['PHPSESSID'],
        },
        {
            name: 'matomo',
            title: 'Matomo',
            default: true,
            purposes: ['analytics'],
            cookies: [
                [/^_pk_.*$/, '/', 'club.example'],
                [/^_pk_.*$/, '/', 'localhost'],
                'piwik_ignore',
                { pattern: '^mtm_', path: '/' },
                [/[a-z]+/],
            ],
            callback: function (consent, service) {
                if (consent == true) { _paq.push(['rememberConsentGiven']); }
            },
            onlyOnce: true,
        },
        {
            name: 'ad-pixel',
            translations: {
                zz: { title: 'Ad Pixel' },
                de: { description: 'Misst Anzeigen.' },
            },
            purposes: ['marketing', 'analytics'],
            cookies: [/^_fbp$/i],
            optOut: true,
        },
        { name: 'cart', purposes: ['shop'], required: true },
        { name: 'wishlist', purposes: ['shop'] },
        { name: 'mystery' },
    ],
};
