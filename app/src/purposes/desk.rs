//! A member's desk: the draft that is open, and the one way it is saved.

use crate::edge;
use crate::error::AppError;
use crate::form::{Notice, not_saved};
use crate::guard::{self, Member};
use consent::check::Problem;
use consent::draft::Draft;
use consent::version::fingerprint;
use std::collections::BTreeMap;
use store::draft::{MAX_DRAFT, SaveDraftError};
use store::site::Role;

/// A site's draft in a member's hands.
pub struct Desk {
    pub member: Member,
    pub draft: Draft,
    pub revision: i64,
    /// What the purposes meant when the draft was opened, by key.
    meant: BTreeMap<String, Option<String>>,
}

impl Desk {
    /// Opens the draft of the member's site.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for a site without a draft; failures of ours.
    pub async fn of(member: Member) -> Result<Self, AppError> {
        let (draft, revision) = guard::store()?.find_draft(member.site.id).await?.ok_or(AppError::NotFound)?;
        let meant = draft.purposes.iter().map(|purpose| (purpose.key.clone(), fingerprint(purpose).ok())).collect();
        Ok(Self { member, draft, revision, meant })
    }

    /// The desk, if the draft is still at the revision that was edited.
    ///
    /// # Errors
    /// [`AppError::Conflict`].
    pub fn at(self, revision: i64) -> Result<Self, AppError> {
        if self.revision == revision { Ok(self) } else { Err(AppError::Conflict { revision: self.revision }) }
    }

    /// Whether the member may change what is here.
    #[must_use]
    pub fn can_edit(&self) -> bool {
        self.member.role.includes(Role::Editor) && self.member.site.archived_at.is_none()
    }

    /// Saves the draft; answers its new revision.
    ///
    /// # Errors
    /// [`AppError::Conflict`] when someone saved meanwhile, [`AppError::Invalid`] when the draft is too large.
    pub async fn save(&mut self) -> Result<i64, AppError> {
        for purpose in &mut self.draft.purposes {
            // Nobody stands for what was made of a purpose afterwards.
            if self.meant.get(&purpose.key) != Some(&fingerprint(purpose).ok()) {
                purpose.confirmation = None;
            }
        }
        let by = Some(self.member.account);
        match guard::store()?.save_draft(self.member.site.id, self.revision, &self.draft, by, edge::now()).await {
            Ok(revision) => Ok(revision),
            Err(SaveDraftError::Conflict { revision, .. }) => Err(AppError::Conflict { revision }),
            Err(SaveDraftError::TooLarge) => {
                let message = format!("All texts together may have {} kB. Shorten some.", MAX_DRAFT / 1024);
                Err(AppError::Invalid(vec![Problem::new("draft", "too_large", message)]))
            }
            Err(SaveDraftError::NoSite) => Err(AppError::NotFound),
            Err(SaveDraftError::Store(error)) => Err(error.into()),
        }
    }
}

/// The desk below a form that was not saved. `None` when the session is lost or something of ours failed: such a page
/// shows nothing of the site but its key, which is in the address, and what was typed.
///
/// # Errors
/// Those of a stranger: whoever may not see the site gets no page of it.
pub async fn below(member: Result<Member, AppError>) -> Result<Option<Desk>, AppError> {
    let desk = match member {
        Ok(member) => Desk::of(member).await,
        Err(error) => Err(error),
    };
    match desk {
        Ok(desk) => Ok(Some(desk)),
        Err(AppError::SignedOut | AppError::Internal) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What to say above a form that was not saved; a conflict says what is stored now.
pub fn refusal(error: &AppError, theirs: Vec<String>) -> Option<Notice> {
    match error {
        AppError::Conflict { .. } => Some(Notice::Conflict { theirs }),
        AppError::Invalid(problems) => {
            // The others stand beside their fields.
            let whole = problems.iter().find(|problem| problem.path == "draft");
            let said = whole.map_or_else(|| error.to_string(), |whole| whole.message.clone());
            Some(Notice::Problem(said))
        }
        error => Some(not_saved(error)),
    }
}
