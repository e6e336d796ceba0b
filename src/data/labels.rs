//! Labels: their order and what makes them usable.

use crate::error::{Error, Result};
use crate::order;

/// Most labels of one data set.
pub const MAX_LABELS: usize = 1_000;
/// Longest label, in characters.
pub const MAX_LABEL_CHARS: usize = 64;

/// Numbers first in their order, then words by their bytes.
pub(super) fn sort(labels: &mut [String]) {
    let number = |l: &String| l.parse::<u64>().unwrap_or(u64::MAX);
    // Labels are unique, so no order is left open.
    order::sort(labels, |a, b| (number(a), a) < (number(b), b));
}

/// The index of `label`, which is added when it is new.
pub(super) fn index_of(labels: &mut Vec<String>, label: &str) -> usize {
    labels.iter().position(|l| l == label).unwrap_or_else(|| {
        labels.push(label.to_owned());
        labels.len() - 1
    })
}

/// Checks a list of words to tell apart: two or more, none empty, none too long, none twice (case and outer spaces aside).
///
/// # Errors
/// [`Error::DataSet`], naming the label.
///
/// ```
/// use nrr_snn::data::check_labels;
/// assert!(check_labels(&["yes".into(), "no".into()]).is_ok());
/// assert!(check_labels(&["yes".into(), "Yes ".into()]).is_err());
/// ```
pub fn check_labels(labels: &[String]) -> Result<()> {
    let problem = |problem: String, hint: &str| Err(Error::DataSet { name: "labels".to_owned(), problem, hint: hint.to_owned() });
    if !(2..=MAX_LABELS).contains(&labels.len()) {
        let words = if labels.len() == 1 { "word" } else { "words" };
        return problem(format!("{} {words} given, 2 to {MAX_LABELS} expected", labels.len()), "name at least two words to tell apart");
    }
    let mut seen: Vec<String> = Vec::with_capacity(labels.len());
    for (n, label) in labels.iter().enumerate() {
        let key = label.trim().to_ascii_lowercase();
        if key.is_empty() {
            return problem(format!("number {} is empty", n + 1), "give it a name");
        }
        if label.chars().count() > MAX_LABEL_CHARS || label.chars().any(char::is_control) {
            return problem(
                format!("\"{}\" is longer than {MAX_LABEL_CHARS} characters or has control characters", plain(label)),
                "choose a shorter, plain name",
            );
        }
        if let Some(first) = seen.iter().position(|k| *k == key) {
            return problem(format!("\"{label}\" stands twice (numbers {} and {})", first + 1, n + 1), "name each word once");
        }
        seen.push(key);
    }
    Ok(())
}

/// The label as a message can show it: control characters as `?`, cut where it is too long.
fn plain(label: &str) -> String {
    let shown = label.chars().map(|c| if c.is_control() { '?' } else { c });
    let end = if label.chars().count() > MAX_LABEL_CHARS { "…" } else { "" };
    shown.take(MAX_LABEL_CHARS).collect::<String>() + end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(words: &[&str]) -> Vec<String> {
        words.iter().map(|&w| w.to_owned()).collect()
    }

    #[test]
    fn numbers_come_in_order_before_words() {
        let mut l = list(&["yes", "10", "2", "Yes", "0"]);
        sort(&mut l);
        assert_eq!(l, list(&["0", "2", "10", "Yes", "yes"]));
    }

    #[test]
    fn unusable_labels_are_named() {
        let text = |words: &[&str]| check_labels(&list(words)).map_err(|e| e.to_string());
        assert!(text(&["a"]).is_err_and(|t| t.contains("1 word given")));
        assert!(text(&["a", " "]).is_err_and(|t| t.contains("number 2 is empty")));
        assert!(text(&["a", "b", "A"]).is_err_and(|t| t.contains("\"A\" stands twice (numbers 1 and 3)")));
        assert!(text(&["a", &"b".repeat(65)]).is_err_and(|t| t.contains("longer than 64")));
        assert!(text(&["a", "b\n"]).is_err_and(|t| t.contains("\"b?\" is longer")));
        assert_eq!(text(&["zwölf", "一"]), Ok(()));
    }
}
