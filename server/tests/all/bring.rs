//! Purposes and trackers from another consent platform become part of the draft.

use crate::app::TestApp;

const KLARO: &str = "var klaroConfig = { lang: 'en', services: [
    { name: 'matomo', title: 'Matomo', purposes: ['analytics'], cookies: [/^_pk_.*$/], callback: function () { alert(1) } },
    { name: 'player', title: 'Player', purposes: ['video'] } ] };";

on_both! {
    async fn what_is_in_a_configuration_is_shown_before_it_is_added(place) {
        let app = TestApp::start(place).await;
        let owner = app.become_owner().await;
        let page = "/sites/shop/purposes/bring";
        let stored = async || app.store.find_draft(app.site().await.id).await.unwrap().unwrap();
        let (before, revision) = stored().await;
        let revision = revision.to_string();
        let post = async |action: &str, revision: &str, text: &str| {
            app.post_form(page, &owner, &[("action", action), ("revision", revision), ("text", text)]).await
        };
        let looked = post("look", &revision, KLARO).await;
        assert_eq!(looked.status, 200);
        assert!(looked.text().contains("Klaro: ") && looked.text().contains("Add to the draft"), "{}", looked.text());
        assert_eq!(stored().await.0, before, "looking adds nothing");
        let added = post("add", &revision, KLARO).await;
        assert_eq!((added.status, added.header("location")), (303, "/sites/shop/purposes?saved"), "{}", added.text());
        let (draft, _) = stored().await;
        let names: Vec<_> = draft.purposes.iter().flat_map(|it| &it.trackers).map(|it| it.name.clone()).collect();
        assert_eq!(names, ["Matomo", "Player"]);
        // Nobody can guess that the form is of an older draft.
        assert_eq!(post("add", &revision, KLARO).await.status, 409);
        let (_, revision) = stored().await;
        for hostile in ["", "not a configuration", "var klaroConfig = {", "\u{1}"] {
            let refused = post("add", &revision.to_string(), hostile).await;
            assert_eq!(refused.status, 422, "{hostile:?}");
            assert!(refused.text().contains("id=\"text-problem\""), "{hostile:?}");
        }
        assert_eq!(stored().await.1, revision);
    }
}
