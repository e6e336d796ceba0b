//! Lines of a first sample, the first sample behind and a label: `.PHN` and `.WRD` files of TIMIT, and the words in a pack.

use super::Word;
use super::labels::MAX_LABEL_CHARS;

/// How far behind the recording its last line may end, in seconds; it is cut there.
const OVERHANG_S: f64 = 0.1;

/// Reads the lines of words. Gives the words, and the sample at which the last line ends.
pub(super) fn words(text: &str, samples: usize, rate_hz: u32) -> Result<(Vec<Word>, u32), String> {
    let mut out = Vec::new();
    let reached = lines(text, samples, rate_hz, |start, end, word| {
        if word.chars().count() > MAX_LABEL_CHARS || word.chars().any(char::is_control) {
            return Err("a word longer than 64 characters or with control characters");
        }
        out.push(Word { start, end, text: word.to_ascii_lowercase() });
        Ok(())
    })?;
    Ok((out, reached))
}

/// The words as lines.
pub(super) fn of_words(words: &[Word]) -> String {
    words.iter().map(|w| format!("{} {} {}\n", w.start, w.end, w.text)).collect()
}

/// Reads lines of first sample, first sample behind, and label. A last one that ends up to [`OVERHANG_S`] behind the recording ends with it.
/// Gives the sample at which the last line ends.
pub(super) fn lines<'t>(
    text: &'t str,
    samples: usize,
    rate_hz: u32,
    mut take: impl FnMut(u32, u32, &'t str) -> Result<(), &'static str>,
) -> Result<u32, String> {
    let mut reached = 0;
    let last_end = samples as f64 + OVERHANG_S * f64::from(rate_hz);
    // A byte order mark before the first line and Ctrl-Z behind the last are left by editors.
    let text = text.trim_start_matches('\u{feff}').trim_end_matches('\u{1a}');
    for (i, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let bad = |problem: &str| format!("line {}, \"{}\": {problem}", i + 1, line.trim().chars().take(40).collect::<String>());
        let mut words = line.split_whitespace();
        let (Some(start), Some(end), Some(label), None) = (words.next(), words.next(), words.next(), words.next()) else {
            return Err(bad("expected a first sample, the first sample behind it and a label"));
        };
        let (Ok(start), Ok(end)) = (start.parse::<u32>(), end.parse::<u32>()) else {
            return Err(bad("expected two whole numbers and a label"));
        };
        if end <= start {
            return Err(bad("it ends before it begins, or is empty"));
        }
        if start < reached {
            return Err(bad("it begins before the one above it has ended"));
        }
        if start as usize >= samples || f64::from(end) > last_end {
            return Err(bad(&format!("it ends behind the recording, which has {samples} samples")));
        }
        reached = end;
        take(start, end.min(samples as u32), label).map_err(bad)?;
    }
    Ok(reached)
}
