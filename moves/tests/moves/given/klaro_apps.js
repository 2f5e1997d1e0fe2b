const video = { name: 'video_player', purposes: 'functional', cookies: 'vp' };
const config = {
    apps: [
        video,
        { name: 'fonts', title: 'Fonts &amp; icons', description: 'Loads fonts.', purposes: ['styling'], cookies: [] },
        ...more,
        load('rest'),
    ],
    mustConsent: true,
};
window.addEventListener('load', function () {
    klaro.setup(config);
});
