//! Notes where a site's snippet runs, so that its owner sees whether it is installed, and where it runs by mistake.

use crate::state::Server;
use consent::origin::Origin;
use std::sync::Arc;
use store::live::Live;
use store::seen::SeenBy;

/// Notes an origin once a day, beside the request that names it.
pub fn note(server: &Server, live: &Arc<Live>, origin: &str, by: SeenBy) {
    let now = server.now();
    if !server.store.is_unseen(live, origin, by, now) {
        return;
    }
    let (server, live, origin) = (server.clone(), live.clone(), origin.to_owned());
    tokio::spawn(async move {
        if let Err(error) = server.store.note_seen(&live, &origin, by, now).await {
            tracing::warn!(error = %error, "could not note where the snippet was seen");
        }
    });
}

/// The origin of a `Referer` header, if a web page sent it.
pub fn origin_of(referer: &str) -> Option<String> {
    let end = referer.find("://")? + 3;
    let host = referer.get(end..)?.split(['/', '?', '#']).next()?;
    Origin::parse(referer.get(..end + host.len())?).ok().map(|origin| origin.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::origin_of;

    #[test]
    fn only_the_origin_of_a_referer_is_kept() {
        assert_eq!(origin_of("https://Shop.example/basket?id=7#x").as_deref(), Some("https://shop.example"));
        assert_eq!(origin_of("http://localhost:3001/").as_deref(), Some("http://localhost:3001"));
        assert_eq!(origin_of("https://shop.example").as_deref(), Some("https://shop.example"));
        for none in ["", "about:blank", "https://", "https://me:secret@shop.example/", "file:///tmp/x"] {
            assert_eq!(origin_of(none), None, "{none}");
        }
    }
}
