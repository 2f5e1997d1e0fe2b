//! The page to come back to after signing in.

use leptos::prelude::use_context;

/// Longest address that is kept: far above those of our pages.
const MAX_PATH: usize = 2000;

/// The address of the sign-in page that leads back to the page which is asked for.
#[must_use]
pub fn sign_in_link() -> String {
    let parts = use_context::<http::request::Parts>();
    match parts.and_then(|parts| own(parts.uri.path_and_query()?.as_str()).map(str::to_owned)) {
        // Signing in leads there by itself.
        None => "/sign-in".to_owned(),
        Some(path) if path == "/" => "/sign-in".to_owned(),
        Some(path) => format!("/sign-in?next={}", encoded(&path)),
    }
}

/// The path, if it is one of ours: whoever makes a link to the sign-in page must not send people elsewhere with it.
/// `//host` and `/\host` are other hosts to browsers, and they read over line ends and tabs.
#[must_use]
pub fn own(path: &str) -> Option<&str> {
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (path.starts_with('/') && !path.starts_with("//") && plain && path.len() <= MAX_PATH).then_some(path)
}

/// A path as the value of a parameter.
fn encoded(path: &str) -> String {
    let kept = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    path.bytes().map(|byte| if kept(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_server_are_ways_back() {
        for path in ["/", "/sites/shop/purposes?saved", "/sites/a%20b", "/a//b", "/%5Cevil.example"] {
            assert_eq!(own(path), Some(path));
        }
        let long = format!("/{}", "x".repeat(MAX_PATH));
        for path in [
            "",
            "sites",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            " /sites",
            "/sites\r\nSet-Cookie: a=b",
            "/ü",
            &long,
        ] {
            assert_eq!(own(path), None, "{path}");
        }
    }

    #[test]
    fn a_way_back_is_one_parameter() {
        assert_eq!(encoded("/sites/shop?a=b&c=%20"), "/sites/shop%3Fa%3Db%26c%3D%2520");
    }
}
