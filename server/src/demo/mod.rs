//! `assent serve --demo`: a published site and a shop on another origin that shows what runs, and why.

mod purposes;
mod shop;

pub use shop::router;

use consent::keys::SiteKey;
use consent::reported::Reasons;
use consent::site::SiteDetails;
use consent::timestamp::Timestamp;
use consent::version::Version;
use std::net::SocketAddr;
use store::Store;
use store::site::{CreateSiteError, Site};
use store::version::PublishError;

/// The demo site's key, as it stands in the shop's pages.
const KEY: &str = "demo";

/// Creates and publishes the demo site, unless it is there already; then it follows the shop to the port of this start.
/// The site has no member: whoever becomes owner gets it.
///
/// # Errors
/// When the database fails.
pub async fn create(
    store: &Store,
    shop: SocketAddr,
    now: Timestamp,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let key = SiteKey::parse(KEY).ok_or("the demo's key is no site key")?;
    let details = details(&origins(shop));
    match store.find_site(KEY).await? {
        Some(site) => return follow(store, site, shop, now).await,
        None => match store.create_site(&key, &details, &purposes::draft(), None, now).await {
            Ok(_) | Err(CreateSiteError::KeyTaken) => {}
            Err(error) => return Err(error.into()),
        },
    }
    let site = store.find_site(KEY).await?.ok_or("the demo site was not stored")?;
    publish(store, &site, now).await
}

async fn publish(store: &Store, site: &Site, now: Timestamp) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let (_, revision) = store.find_draft(site.id).await?.ok_or("the demo site has no draft")?;
    match store.publish(site, revision, &Reasons::default(), None, now).await {
        Ok(_) | Err(PublishError::Unchanged) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Brings the site to the shop's present port, and leaves alone whatever its owner changed.
async fn follow(
    store: &Store,
    site: Site,
    shop: SocketAddr,
    now: Timestamp,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    if site.archived_at.is_some() {
        return Ok(());
    }
    let moved = moved(&site.details, shop);
    if moved == site.details {
        // A start that was interrupted may have left the site without its first version.
        return if site.live.is_none() { publish(store, &site, now).await } else { Ok(()) };
    }
    // The link to the policy is part of what is published. Where the owner has changes of their own, publishing is theirs.
    let untouched = match site.live {
        None => true,
        Some(number) => {
            let live = store.find_version(site.id, number).await?.ok_or("the demo site's version is gone")?.version;
            let (draft, _) = store.find_draft(site.id).await?.ok_or("the demo site has no draft")?;
            Version::freeze(site.key.clone(), &site.details, &draft, number, live.published_at)?.says_the_same(&live)
        }
    };
    store.save_site_details(&site, site.revision, &moved, None, now).await?;
    if untouched { publish(store, &site, now).await } else { Ok(()) }
}

/// Details with the shop's addresses of an earlier start replaced by those of this one.
fn moved(details: &SiteDetails, shop: SocketAddr) -> SiteDetails {
    let port = shop.port().to_string();
    let here = |address: &str| {
        let (host, rest) =
            HOSTS.iter().find_map(|host| Some((host, address.strip_prefix(host)?.strip_prefix(':')?)))?;
        let path = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        Some(format!("{host}:{port}{path}"))
    };
    let moved = |address: &String| here(address).unwrap_or_else(|| address.clone());
    let mut origins: Vec<String> = Vec::new();
    for origin in details.origins.iter().map(moved) {
        if !origins.contains(&origin) {
            origins.push(origin);
        }
    }
    SiteDetails { policy_url: moved(&details.policy_url), origins, ..details.clone() }
}

/// Both spellings of the shop's host; as `localhost` it is another site than Assent on 127.0.0.1, not only another port.
const HOSTS: [&str; 2] = ["http://localhost", "http://127.0.0.1"];

fn origins(shop: SocketAddr) -> [String; 2] {
    HOSTS.map(|host| format!("{host}:{}", shop.port()))
}

fn details(origins: &[String; 2]) -> SiteDetails {
    SiteDetails {
        name: "Fern & Field".to_owned(),
        controller_name: "Fern & Field".to_owned(),
        controller_contact: "privacy@fern-and-field.example".to_owned(),
        policy_url: format!("{}/privacy", origins[0]),
        origins: origins.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_site_is_complete() {
        let origins = origins(SocketAddr::from(([127, 0, 0, 1], 3001)));
        assert_eq!(details(&origins).check(), []);
        assert_eq!(purposes::draft().check(), []);
    }

    #[test]
    fn another_port_moves_the_shop_and_nothing_else() {
        let [before, after] = [3001, 4002].map(|port| SocketAddr::from(([127, 0, 0, 1], port)));
        assert_eq!(moved(&details(&origins(before)), after), details(&origins(after)));
        let mut own = details(&origins(before));
        own.name = "Mine".to_owned();
        own.policy_url = "https://mine.example/privacy".to_owned();
        own.origins = vec!["https://mine.example".to_owned(), "http://localhost:3001".to_owned()];
        let expected = ["https://mine.example".to_owned(), "http://localhost:4002".to_owned()];
        assert_eq!(moved(&own, after), SiteDetails { origins: expected.to_vec(), ..own });
    }
}
