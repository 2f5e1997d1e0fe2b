//! `assent serve --demo`: a published site and a shop on another origin that shows what runs, and why.

mod purposes;
mod shop;

pub use shop::router;

use consent::keys::SiteKey;
use consent::site::SiteDetails;
use consent::timestamp::Timestamp;
use std::net::SocketAddr;
use store::Store;
use store::site::CreateSiteError;

/// The demo site's key, as it stands in the shop's pages.
const KEY: &str = "demo";

/// Creates and publishes the demo site, unless it is there already. It has no member: whoever becomes owner gets it.
///
/// # Errors
/// When the database fails.
pub async fn create(
    store: &Store,
    shop: SocketAddr,
    now: Timestamp,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let key = SiteKey::parse(KEY).ok_or("the demo's key is no site key")?;
    let origins = origins(shop);
    let site = match store.find_site(KEY).await? {
        Some(site) => site,
        None => {
            let details = details(&origins);
            match store.create_site(&key, &details, &purposes::draft(&origins[0]), None, now).await {
                Ok(_) | Err(CreateSiteError::KeyTaken) => {}
                Err(error) => return Err(error.into()),
            }
            store.find_site(KEY).await?.ok_or("the demo site was not stored")?
        }
    };
    if site.live.is_none() {
        let (_, revision) = store.find_draft(site.id).await?.ok_or("the demo site has no draft")?;
        store.publish(&site, revision, None, now).await?;
    }
    Ok(())
}

/// Both spellings of the shop's address; as `localhost` it is another site than Assent on 127.0.0.1, not only another port.
fn origins(shop: SocketAddr) -> [String; 2] {
    [format!("http://localhost:{}", shop.port()), format!("http://127.0.0.1:{}", shop.port())]
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
        assert_eq!(purposes::draft(&origins[0]).check(), []);
    }
}
