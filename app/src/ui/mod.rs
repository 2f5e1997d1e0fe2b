//! Pieces that pages are made of; each has its CSS file in `style/`.

mod ask;
mod field;
mod frame;
mod notice;
mod when;

pub use ask::ask;
pub use field::{Choice, Field, TextArea, problem_at};
pub use frame::{NothingHere, Page, SitePage, Tab};
pub use notice::{Failed, NoticeBox};
pub use when::{Day, When, day_in_words};
