//! What the server answered.

use axum::body::to_bytes;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::Value;

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Self { status: parts.status.as_u16(), headers: parts.headers, bytes }
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// A header, empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// Holds when this is a problem document of this status and code.
    #[track_caller]
    pub fn is_problem(&self, status: u16, code: &str) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text());
        let problem = self.json();
        assert_eq!((self.status, problem["code"].as_str().unwrap()), (status, code), "{problem}");
        assert_eq!(problem["status"], status);
        assert!(!problem["detail"].as_str().unwrap().is_empty() && !problem["title"].as_str().unwrap().is_empty());
    }

    /// Holds when this is the problem of a choice whose named field does not hold.
    #[track_caller]
    pub fn is_invalid_at(&self, field: &str) {
        self.is_problem(422, "choice_invalid");
        let problem = self.json();
        let named = |error: &Value| error["field"] == field && !error["message"].as_str().unwrap().is_empty();
        assert!(problem["errors"].as_array().unwrap().iter().any(named), "{field}: {problem}");
    }

    /// Purpose, decision and reason of each decision, as in `ads deny withdrawn`.
    #[track_caller]
    pub fn decisions(&self) -> Vec<String> {
        let json = self.json();
        let said = |decision: &Value, name: &str| decision[name].as_str().unwrap().to_owned();
        let decisions = json["decisions"].as_array().unwrap_or_else(|| panic!("{json}")).iter();
        decisions.map(|each| [said(each, "purpose"), said(each, "decision"), said(each, "because")].join(" ")).collect()
    }
}
