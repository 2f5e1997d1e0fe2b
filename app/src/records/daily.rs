//! Records counted by day: the numbers, and the chart that shows them.

use crate::ui::day_in_words;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Up to this many days the bars have gaps between them; more would leave less than a pixel.
const MAX_SPACED: usize = 120;
/// From this many days on, the labels say month and year.
const YEARLY: usize = 300;
/// Labels below the chart: as many as fit on a phone.
const MAX_LABELS: usize = 3;
/// Height of the drawing in its own units.
const HEIGHT: i64 = 100;
/// Width of one day in the drawing's own units.
const STEP: usize = 10;

/// How many records were received on one day (UTC).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayCount {
    /// `YYYY-MM-DD`.
    pub day: String,
    pub records: i64,
}

/// The top of the scale for a greatest count: a round number that is not smaller, even unless it is 1.
#[must_use]
pub fn scale_top(greatest: i64) -> i64 {
    if greatest <= 1 {
        return 1;
    }
    let mut ten = 1;
    while greatest > ten * 10 {
        ten *= 10;
    }
    let step = if greatest > ten * 5 || ten == 1 { 2 * ten } else { ten };
    (greatest + step - 1) / step * step
}

/// The height of a bar; whatever is more than nothing can be seen.
fn height(records: i64, top: i64) -> i64 {
    if records <= 0 { 0 } else { (records * HEIGHT / top).max(1) }
}

/// Evenly spread positions for labels: the first, the last, and some between.
fn label_positions(days: usize) -> Vec<usize> {
    let labels = days.min(MAX_LABELS);
    (0..labels).map(|at| if labels == 1 { 0 } else { at * (days - 1) / (labels - 1) }).collect()
}

/// A short name of a day: “24 Nov”, or “Nov 2026” on long ranges.
fn short_day(day: &str, days: usize) -> String {
    let words = day_in_words(day);
    let mut parts = words.split(' ');
    let (Some(date), Some(month), Some(year)) = (parts.next(), parts.next(), parts.next()) else { return words };
    let month: String = month.chars().take(3).collect();
    if days >= YEARLY { format!("{month} {year}") } else { format!("{date} {month}") }
}

fn records_in_words(count: i64) -> String {
    if count == 1 { "1 record".to_owned() } else { format!("{count} records") }
}

/// What the chart shows, in one sentence.
#[must_use]
pub fn summary(days: &[DayCount]) -> String {
    let total: i64 = days.iter().map(|day| day.records).sum();
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return "There are no days to show.".to_owned() };
    let most = days.iter().rev().max_by_key(|day| day.records).filter(|day| day.records > 0);
    let range = if first == last {
        format!("on {}", day_in_words(&first.day))
    } else {
        format!("from {} to {}", day_in_words(&first.day), day_in_words(&last.day))
    };
    match most {
        Some(most) if first != last => {
            let (total, day) = (records_in_words(total), day_in_words(&most.day));
            format!("{total} {range}, most on {day}: {}.", most.records)
        }
        _ => format!("{} {range}.", records_in_words(total)),
    }
}

/// The chart, and below it the same in numbers.
#[component]
pub fn Daily(days: Vec<DayCount>) -> impl IntoView {
    let summary = summary(&days);
    if days.iter().all(|day| day.records == 0) {
        return view! { <p class="muted">{summary}</p> }.into_any();
    }
    let top = scale_top(days.iter().map(|day| day.records).max().unwrap_or(0));
    let middle = (top > 1).then_some(top / 2);
    let width = days.len() * STEP;
    let gap = if days.len() > MAX_SPACED { 0 } else { 2 };
    let bars = days.iter().enumerate().filter(|(_, day)| day.records > 0).map(|(at, day)| {
        let height = height(day.records, top);
        let title = format!("{}: {}", day_in_words(&day.day), records_in_words(day.records));
        view! { <rect x=at * STEP + gap / 2 y=HEIGHT - height width=STEP - gap height=height><title>{title}</title></rect> }
    });
    let lines = [Some(0), middle.map(|_| HEIGHT / 2), Some(HEIGHT)];
    let lines = lines.into_iter().flatten().map(|y| view! { <line x1="0" x2=width y1=y y2=y/> });
    let labels = label_positions(days.len()).into_iter().filter_map(|at| days.get(at));
    let labels = labels.map(|day| view! { <span>{short_day(&day.day, days.len())}</span> });
    view! {
        <div class="chart">
            <div class="scale" aria-hidden="true">
                <span>{top}</span>
                {middle.map(|middle| view! { <span>{middle}</span> })}
                <span>"0"</span>
            </div>
            <svg viewBox=format!("0 0 {width} {HEIGHT}") preserveAspectRatio="none" role="img" aria-labelledby="daily-title daily-words">
                <title id="daily-title">"Records by day"</title>
                <desc id="daily-words">{summary.clone()}</desc>
                {lines.collect_view()}
                {bars.collect_view()}
            </svg>
            <div class="days" aria-hidden="true">{labels.collect_view()}</div>
        </div>
        <p class="muted">{summary}</p>
        <Numbers days=days.clone()/>
    }
    .into_any()
}

/// The numbers of the chart, newest first.
#[component]
fn Numbers(days: Vec<DayCount>) -> impl IntoView {
    let rows = days.into_iter().rev().map(|day| {
        let words = day_in_words(&day.day);
        view! { <tr><th scope="row"><time datetime=day.day>{words}</time></th><td class="number">{day.records}</td></tr> }
    });
    view! {
        <details>
            <summary>"The same in numbers"</summary>
            <div class="table numbers" role="region" aria-label="Records by day in numbers" tabindex="0">
                <table>
                    <thead><tr><th scope="col">"Day (UTC)"</th><th scope="col" class="number">"Records"</th></tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use consent::timestamp::{DAY_MS, Timestamp};

    /// Days that end on 24 November 2026, with these numbers of records.
    fn days(records: impl ExactSizeIterator<Item = i64>) -> Vec<DayCount> {
        let last = Timestamp::parse("2026-11-24T00:00:00Z").unwrap();
        let first = last.plus((1 - records.len() as i64) * DAY_MS);
        (0..).zip(records).map(|(at, records)| DayCount { day: first.plus(at * DAY_MS).day(), records }).collect()
    }

    #[test]
    fn the_scale_ends_on_a_round_number() {
        let tops = [
            (0, 1),
            (1, 1),
            (2, 2),
            (3, 4),
            (9, 10),
            (10, 10),
            (11, 20),
            (49, 50),
            (51, 60),
            (99, 100),
            (101, 200),
            (999_999, 1_000_000),
        ];
        for (greatest, top) in tops {
            assert_eq!(scale_top(greatest), top, "{greatest}");
        }
    }

    #[test]
    fn one_record_among_a_million_is_still_seen() {
        assert_eq!(height(1, 1_000_000), 1);
        assert_eq!(height(0, 1_000_000), 0);
        assert_eq!(height(1_000_000, 1_000_000), HEIGHT);
    }

    #[test]
    fn labels_are_spread_evenly() {
        assert_eq!(label_positions(0), [0; 0]);
        assert_eq!(label_positions(1), [0]);
        assert_eq!(label_positions(2), [0, 1]);
        assert_eq!(label_positions(400), [0, 199, 399]);
        assert_eq!(short_day("2026-11-04", 30), "4 Nov");
        assert_eq!(short_day("2026-11-04", 400), "Nov 2026");
    }

    #[test]
    fn the_summary_says_how_many_and_when() {
        assert_eq!(summary(&[]), "There are no days to show.");
        assert_eq!(summary(&days([1].into_iter())), "1 record on 24 November 2026.");
        assert_eq!(
            summary(&days([7, 1].into_iter())),
            "8 records from 23 November 2026 to 24 November 2026, most on 23 November 2026: 7."
        );
        assert_eq!(summary(&days([0; 30].into_iter())), "0 records from 26 October 2026 to 24 November 2026.");
    }

    #[cfg(feature = "ssr")]
    fn drawn(records: impl ExactSizeIterator<Item = i64>) -> String {
        let days = days(records);
        Owner::new().with(|| Daily(DailyProps { days }).to_html())
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn no_day_or_no_record_is_said_in_words_without_a_drawing() {
        for html in [drawn([].into_iter()), drawn([0; 400].into_iter())] {
            assert!(!html.contains("<svg"), "{html}");
        }
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn one_day_is_one_bar_and_one_row() {
        let html = drawn([3].into_iter());
        assert_eq!(html.matches("<rect").count(), 1, "{html}");
        assert_eq!(html.matches("<tr").count(), 2, "{html}");
        assert!(
            html.contains(r#"viewBox="0 0 10 100""#) && html.contains(r#"y="25""#) && html.contains(r#"height="75""#),
            "{html}"
        );
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn four_hundred_days_are_bars_inside_the_drawing_and_as_many_rows() {
        let html = drawn((0..400_i32).map(|n| i64::from(n) + 1));
        assert_eq!(html.matches("<rect").count(), 400);
        assert_eq!(html.matches("<tr").count(), 401);
        assert!(html.contains(r#"viewBox="0 0 4000 100""#) && html.contains(r#"x="3990""#));
        assert!(!html.contains("style="));
    }
}
