//! Asking the server about what is typed: one question at a time, and then about what is typed by then.

use crate::error::AppError;
use leptos::prelude::*;

/// Asks about `typed` whenever it changes, but for what it is at first; `heard` gets the answers.
pub fn ask<T, A, Question>(
    typed: Memo<T>,
    question: impl Fn(T) -> Question + Copy + 'static,
    heard: impl Fn(A) + Copy + 'static,
) where
    T: Clone + PartialEq + Send + Sync + 'static,
    A: 'static,
    Question: Future<Output = Result<A, AppError>> + 'static,
{
    let (asked, busy) = (StoredValue::new(typed.get_untracked()), StoredValue::new(false));
    Effect::new(move |_| {
        typed.track();
        go_on(typed, asked, busy, question, heard);
    });
}

fn go_on<T, A, Question>(
    typed: Memo<T>,
    asked: StoredValue<T>,
    busy: StoredValue<bool>,
    question: impl Fn(T) -> Question + Copy + 'static,
    heard: impl Fn(A) + Copy + 'static,
) where
    T: Clone + PartialEq + Send + Sync + 'static,
    A: 'static,
    Question: Future<Output = Result<A, AppError>> + 'static,
{
    let now = typed.get_untracked();
    if busy.get_value() || asked.with_value(|asked| *asked == now) {
        return;
    }
    busy.set_value(true);
    asked.set_value(now.clone());
    leptos::task::spawn_local(async move {
        let answer = question(now).await;
        busy.set_value(false);
        if let Ok(answer) = answer {
            heard(answer);
        }
        go_on(typed, asked, busy, question, heard);
    });
}
