//! Who stands for a purpose with sensitive data: somebody beside its author, where there is anybody.

use consent::draft::Confirmation;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What is known of who stands for a purpose.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sensitive {
    pub confirmation: Option<Confirmation>,
    /// Whether the reader may confirm it.
    pub may_confirm: bool,
    /// What was typed, where it was not saved.
    pub statement: String,
    pub problem: Option<String>,
}

/// The part of a purpose's page about its sensitive data.
#[component]
pub fn SensitivePart(action: String, revision: i64, sensitive: Sensitive) -> impl IntoView {
    let Sensitive { confirmation, may_confirm, statement, problem } = sensitive;
    let confirmed = confirmation.is_some();
    let said = confirmation.map(|Confirmation { by, statement }| {
        let by =
            if by.is_empty() { "Confirmed with an earlier version".to_owned() } else { format!("Confirmed by {by}") };
        view! { <p class="notice good">{by}": “"{statement}"”"</p> }
    });
    let form = (!confirmed && may_confirm).then(|| {
        view! {
            <form method="post" action=action>
                <input type="hidden" name="revision" value=revision/>
                <div class="field">
                    <label for="statement">"Why these data are needed, and nothing less will do"</label>
                    <p class="hint" id="statement-hint">"Your words are part of each version, for everybody to read; your name is kept in the audit log."</p>
                    <textarea id="statement" name="statement" rows="3" dir="auto" aria-describedby="statement-hint" aria-invalid=problem.is_some().then_some("true")>{statement}</textarea>
                    {problem.map(|problem| view! { <p class="problem" role="alert">{problem}</p> })}
                </div>
                <p class="actions"><button name="action" value="confirm">"Confirm"</button></p>
            </form>
        }
    });
    let waits = (!confirmed && !may_confirm).then(
        || view! { <p>"Somebody else who may edit this site has to confirm it: open this page as another member."</p> },
    );
    view! {
        <section class="card">
            <h2>"Sensitive data"</h2>
            <p>"A purpose with sensitive data is published only when somebody stands for it. A change of what it means ends that."</p>
            {said}
            {form}
            {waits}
        </section>
    }
}

/// The entry of the audit log in which a purpose was changed last, among some in the order of the newest first.
#[cfg(feature = "ssr")]
fn last_change<'a>(key: &str, entries: &'a [store::audit::Written]) -> Option<&'a store::audit::Written> {
    let at = format!("purposes.{key}.");
    let confirmation = format!("{at}confirmation");
    let touches = |entry: &&store::audit::Written| {
        let changes = entry.detail.get("changes").and_then(|changes| changes.as_array()).into_iter().flatten();
        let places = changes.filter_map(|change| change.get("at").and_then(|at| at.as_str()));
        places.into_iter().any(|place| {
            (place.starts_with(&at) && !place.starts_with(&confirmation)) || place == at.trim_end_matches('.')
        })
    };
    let saved = entries.iter().filter(|entry| entry.action == "draft_saved");
    saved.into_iter().find(touches)
}

/// How many entries of the audit log are read at once for the author of a purpose: more than a site gathers in weeks.
#[cfg(feature = "ssr")]
pub const READ_AT_ONCE: i64 = 500;

/// Whether a member may stand for a purpose: not its last author, unless there is nobody else.
///
/// # Errors
/// Failures of ours.
#[cfg(feature = "ssr")]
pub async fn may_confirm(member: &crate::guard::Member, key: &str) -> Result<bool, crate::error::AppError> {
    let store = crate::guard::store()?;
    let editors = store.list_editors(member.site.id).await?;
    let Some((_, own)) = editors.iter().find(|(account, _)| *account == member.account) else { return Ok(false) };
    if editors.len() == 1 {
        return Ok(true);
    }
    let mut before = None;
    loop {
        let entries = store.list_audit(member.site.id, before, READ_AT_ONCE).await?;
        if let Some(change) = last_change(key, &entries) {
            return Ok(change.email.as_ref() != Some(own));
        }
        let Some(oldest) = entries.last() else { return Ok(true) };
        before = Some(oldest.id);
    }
}
